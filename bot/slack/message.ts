import type { types } from '@slack/bolt';
import type { ChartSpec } from '#reports';

/** A block of a message, with Slack's own chart, which its published types do not know yet. */
export type MessageBlock = types.KnownBlock | DataVisualizationBlock;

/** Slack's own chart. At most 6 series or segments, 20 categories, 20 characters a label; at most 2 charts a message. */
export interface DataVisualizationBlock extends types.Block {
  readonly type: 'data_visualization';
  readonly title: string;
  readonly chart: SlackChart;
}

export type SlackChart =
  | { readonly type: 'pie'; readonly segments: readonly { readonly label: string; readonly value: number }[] }
  | {
      readonly type: 'bar' | 'line' | 'area';
      /** Exactly one point for each category, in every series. */
      readonly series: readonly {
        readonly name: string;
        readonly data: readonly { readonly label: string; readonly value: number }[];
      }[];
      readonly axis_config: {
        readonly categories: readonly string[];
        readonly x_label?: string;
        readonly y_label?: string;
      };
    };

/** Something to say in Slack. */
export interface Message {
  /** What notifications and screen readers get, and what remains when Slack refuses every form. Escaped mrkdwn. */
  readonly text: string;
  /** Richest first; the next is sent where Slack refuses one. */
  readonly forms: readonly [Form, ...Form[]];
}

/** One way to show a message. */
export interface Form {
  /** To be uploaded before the blocks are made; null where Slack draws the charts itself, or there are none. */
  readonly picture: Picture | null;
  /** @param file id of the uploaded picture; null where there is none or the upload failed */
  readonly blocks: (file: string | null) => readonly MessageBlock[];
}

/** Charts, one below the other, or a picture that is drawn already. */
export type Picture =
  | { readonly charts: readonly ChartSpec[]; readonly alt: string }
  | { readonly png: Buffer; readonly alt: string };

/** A message of plain blocks that needs no other form. */
export function plainMessage(text: string, blocks: readonly MessageBlock[]): Message {
  return { text, forms: [{ picture: null, blocks: () => blocks }] };
}
