/** Line icons of 20 × 20 pixels. */
export function icon(name: keyof typeof PATHS): string {
  return `<svg class="icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">${PATHS[name]}</svg>`;
}

const thumb = '<path d="M3 9h3v8H3zM6 9l3.5-6c1.6 0 2 1.2 1.7 2.6L10.7 8H16c1.2 0 1.7.9 1.4 2l-1.4 5.5c-.3 1-.9 1.5-2 1.5H6"/>';

const PATHS = {
  more: '<g fill="currentColor" stroke="none"><circle cx="10" cy="4.5" r="1.5"/><circle cx="10" cy="10" r="1.5"/><circle cx="10" cy="15.5" r="1.5"/></g>',
  chevron: '<path d="M5.5 7.5 10 12l4.5-4.5"/>',
  left: '<path d="M12.5 4.5 7 10l5.5 5.5"/>',
  right: '<path d="M7.5 4.5 13 10l-5.5 5.5"/>',
  close: '<path d="m4 4 12 12M16 4 4 16"/>',
  search: '<circle cx="9" cy="9" r="5.5"/><path d="m13.2 13.2 3.8 3.8"/>',
  sort: '<path d="M7 8l3-3 3 3M7 12l3 3 3-3"/>',
  trash: '<path d="M3.5 5.5h13M8 5.5V3.5h4v2M5 5.5l.8 11h8.4l.8-11M8.5 8.5v5M11.5 8.5v5"/>',
  up: thumb,
  down: `<g transform="rotate(180 10 10)">${thumb}</g>`,
} as const;
