import { createCanvas, Image } from '@napi-rs/canvas';
import type { View } from '../views/view.ts';
import { drawPng, drawSvg } from './draw.ts';

const WIDTH = 800;
const HEIGHT = 450;
/** PNGs go into messages that are read on dense screens. */
const PNG_SCALE = 2;

/** The charts of a view, one below the other, as one picture. */
export function drawViewPng({ charts }: Pick<View, 'charts'>): Buffer {
  const canvas = createCanvas(WIDTH * PNG_SCALE, HEIGHT * PNG_SCALE * Math.max(1, charts.length));
  const context = canvas.getContext('2d');
  for (const [index, chart] of charts.entries()) {
    const picture = new Image();
    picture.src = drawPng(chart, { width: WIDTH, height: HEIGHT, scale: PNG_SCALE });
    context.drawImage(picture, 0, index * HEIGHT * PNG_SCALE);
  }
  return canvas.toBuffer('image/png');
}

/** All charts of a view, one below the other, as one vector picture. */
export function drawViewSvg({ charts, name }: View): string {
  const drawn = charts.map((chart, index) => {
    const svg = drawSvg(chart, { width: WIDTH, height: HEIGHT, theme: 'print', idPrefix: `${name}-${index}-` });
    return svg.replace(/^(<\?xml[^>]*\?>)?\s*<svg/, `<svg x="0" y="${index * HEIGHT}"`);
  });
  const height = HEIGHT * Math.max(1, charts.length);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">${drawn.join('')}</svg>\n`;
}
