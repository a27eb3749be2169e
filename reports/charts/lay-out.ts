import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  DoughnutController,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
  Title,
} from 'chart.js';
import { MatrixController, MatrixElement } from 'chartjs-chart-matrix';
import { chartConfig } from './config.ts';
import type { Mark } from './marks.ts';
import { Recorder } from './recorder.ts';
import type { Size } from './size.ts';
import type { ChartSpec } from './spec.ts';

Chart.register(
  ArcElement,
  BarElement,
  LineElement,
  PointElement,
  BarController,
  DoughnutController,
  LineController,
  ScatterController,
  MatrixController,
  MatrixElement,
);
Chart.register(CategoryScale, LinearScale, Legend, Title);

/** The marks of a chart at a size, in painting order: what SVG and PDF are written from. */
export function layOut(spec: ChartSpec, size: Size): readonly Mark[] {
  const recorder = new Recorder(size.width, size.height);
  const chart = new Chart(recorder as never, chartConfig(spec, size));
  chart.destroy();
  return recorder.marks;
}
