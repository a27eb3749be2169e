/** Width and height in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Space around every chart, in pixels. */
export const PADDING = 12;
