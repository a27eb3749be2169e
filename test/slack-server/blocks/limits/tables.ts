import { blockMost, type Limit, letters, messageMost, ofBlock, ofMessage, onlyIn, times } from './limit.ts';

const cell = (text: string) => ({ type: 'raw_text', text });
const rich = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'a' }] }] };
const row = (width: number) => times(width, () => cell('a'));
const data = (rows: readonly unknown[], rest: object = {}) => ({ type: 'data_table', caption: 'Users', rows, ...rest });
const table = (rows: readonly unknown[], rest: object = {}) => ({ type: 'table', rows, ...rest });

/** 100 cells of 100 characters, and then some. */
const full = (more: number) => [
  ...times(9, () => times(10, () => cell(letters(100)))),
  [...times(9, () => cell(letters(100))), cell(letters(100 + more))],
];

const chart = (rest: object, title = 'Users') => ({ type: 'data_visualization', title, chart: rest });
const pie = (count: number, label = 'a', value = 1) => ({
  type: 'pie',
  segments: times(count, (i) => ({ label: i === 0 ? label : `s${i}`, value })),
});
const names = (count: number) => times(count, (i) => `c${i}`);
const lines = (type: string, seriesCount: number, categories: readonly string[], rest: object = {}) => ({
  type,
  series: times(seriesCount, (i) => ({ name: `s${i}`, data: categories.map((label) => ({ label, value: -1 })) })),
  axis_config: { categories, ...rest },
});
const bars = (data: readonly object[], categories: readonly string[] = ['a', 'b']) =>
  chart({ type: 'bar', series: [{ name: 's', data }], axis_config: { categories } });
const point = (label: string) => ({ label, value: 1 });

/** Tables of section 3, and section 3.1 of the facts. */
export const TABLE_LIMITS: readonly Limit[] = [
  blockMost('a data table has at most 100 rows below its header', 101, (n) => data(times(n, () => row(1))), '/rows'),
  ofBlock('a data table has a row below its header', data([row(1), row(1)]), data([row(1)]), '/rows'),
  ofBlock(
    'a data table has at most 20 columns',
    data([row(20), row(20)]),
    { ...data([row(21), row(20)]), rows: [row(20), row(21)] },
    '/rows/1',
  ),
  ofBlock('the rows of a data table are equally long', data([row(2), row(2)]), data([row(2), row(1)]), '/rows/1'),
  ofBlock('a data table has a caption', data([row(1), row(1)]), { type: 'data_table', rows: [row(1), row(1)] }, ''),
  ofBlock(
    'the caption of a data table is not empty',
    data([row(1), row(1)]),
    data([row(1), row(1)], { caption: '' }),
    '/caption',
  ),
  ofBlock('a cell has text', data([[cell('a')], [cell(' ')]]), data([[cell('a')], [cell('')]]), '/rows/1/0/text'),
  ofBlock(
    'a cell is raw text, a number or rich text',
    data([[cell('a')], [rich]]),
    data([[cell('a')], [{ type: 'mrkdwn', text: 'a' }]]),
    '/rows/1/0/type',
  ),
  ofBlock(
    'a number cell has a number and its text',
    data([row(1), [{ type: 'raw_number', value: 1, text: '1' }]]),
    data([row(1), [{ type: 'raw_number', value: '1', text: '1' }]]),
    '/rows/1/0/value',
  ),
  ofBlock('header cells are not rich text', data([[cell('a')], [rich]]), data([[rich], [rich]]), '/rows/0/0/type'),
  blockMost('a page of a data table has at most 100 rows', 100, (n) => data([row(1), row(1)], { page_size: n }), '/page_size'),
  ofBlock(
    'a page of a data table has a row',
    data([row(1), row(1)], { page_size: 1 }),
    data([row(1), row(1)], { page_size: 0 }),
    '/page_size',
  ),
  ofBlock(
    'the row header is one of the columns',
    data([row(2), row(2)], { row_header_column_index: 1 }),
    data([row(2), row(2)], { row_header_column_index: 2 }),
    '/row_header_column_index',
  ),
  ofBlock('all cells of a data table have at most 10,000 characters', data(full(0)), data(full(1)), '/rows'),
  blockMost('a table has at most 100 rows', 100, (n) => table(times(n, () => row(1))), '/rows'),
  blockMost('a table has at most 20 columns', 20, (n) => table([row(n)]), '/rows/0'),
  ofBlock(
    'a table has at most 20 column settings',
    table([row(1)], { column_settings: times(20, () => ({ align: 'right' })) }),
    table([row(1)], { column_settings: times(21, () => ({})) }),
    '/column_settings',
  ),
  ofMessage('a message has one table', [data([row(1), row(1)])], [data([row(1), row(1)]), table([row(1)])], '/blocks/1'),
  onlyIn('data tables are for messages', 'message', data([row(1), row(1)]), '/type'),

  blockMost('the title of a chart has at most 50 characters', 50, (n) => chart(pie(1), letters(n)), '/title'),
  ofBlock('a chart has a title', chart(pie(1), 'a'), chart(pie(1), ''), '/title'),
  ofBlock('a chart is a pie, bars, lines or areas', chart(pie(1)), chart({ ...pie(1), type: 'donut' }), '/chart/type'),
  blockMost('a pie has at most 6 segments', 6, (n) => chart(pie(n)), '/chart/segments'),
  blockMost('the label of a segment has at most 20 characters', 20, (n) => chart(pie(1, letters(n))), '/chart/segments/0/label'),
  ofBlock('a segment is above 0', chart(pie(1, 'a', 0.1)), chart(pie(1, 'a', 0)), '/chart/segments/0/value'),
  ...['bar', 'line', 'area'].map((type) =>
    ofBlock(`a ${type} chart has at most 6 series`, chart(lines(type, 6, ['a'])), chart(lines(type, 7, ['a'])), '/chart/series'),
  ),
  ofBlock(
    'a chart has at most 20 categories',
    chart(lines('line', 1, names(20))),
    chart({ ...lines('line', 1, names(20)), axis_config: { categories: names(21) } }),
    '/chart/axis_config/categories',
  ),
  ofBlock(
    'a category has at most 20 characters',
    chart(lines('bar', 1, [letters(20)])),
    chart({ ...lines('bar', 1, ['a']), axis_config: { categories: [letters(21)] } }),
    '/chart/axis_config/categories/0',
  ),
  ofBlock(
    'categories are unique',
    chart(lines('bar', 1, ['a', 'b'])),
    chart(lines('bar', 1, ['a', 'a'])),
    '/chart/axis_config/categories/1',
  ),
  blockMost(
    'the name of a series has at most 20 characters',
    20,
    (n) => chart({ ...lines('bar', 1, ['a']), series: [{ name: letters(n), data: [point('a')] }] }),
    '/chart/series/0/name',
  ),
  ofBlock(
    'names of series are unique',
    chart(lines('bar', 2, ['a'])),
    chart({ ...lines('bar', 2, ['a']), series: times(2, () => ({ name: 's', data: [point('a')] })) }),
    '/chart/series/1/name',
  ),
  ofBlock('a series has a point for each category', bars([point('a'), point('b')]), bars([point('a')]), '/chart/series/0/data'),
  ofBlock(
    'a series has no other points',
    bars([point('b'), point('a')]),
    bars([point('a'), point('b'), point('c')]),
    '/chart/series/0/data',
  ),
  ofBlock(
    'a series has one point for each category',
    bars([point('a')], ['a']),
    bars([point('a'), point('a')]),
    '/chart/series/0/data',
  ),
  blockMost(
    'an axis label has at most 50 characters',
    50,
    (n) => chart(lines('area', 1, ['a'], { x_label: letters(n) })),
    '/chart/axis_config/x_label',
  ),
  messageMost('a message has at most 2 charts', 2, (n) => times(n, () => chart(pie(1))), '/blocks/2'),
  onlyIn('charts are for messages', 'message', chart(pie(1)), '/type'),
];
