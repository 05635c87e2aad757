import { count, percent } from '../figures';

export const turnoutText = {
  title: '参与情况',
  by: '分组',
  byChoices: [
    { value: 'region', name: '按地区' },
    { value: 'unit', name: '按单位' },
    { value: 'sector', name: '按行业' },
    { value: 'day', name: '按日期' },
  ],
  whole: '全部',
  way: '所在范围',
  started: '已开始',
  submitted: '已交卷',
  headcount: '应参加',
  rate: '参与率',
  rateToDay: '累计参与率',
  name: { region: '地区或单位', unit: '单位', sector: '行业', day: '日期' },
  above: '超过应参加人数，核对花名册或应参加人数',
  none: '这里还没有参与数据',
  noneHelp: '导入单位和花名册，或有人交卷后会显示。',
  asOf: (when: string) => `截至 ${when}，每半分钟更新`,
  startedOnly: (people: number) => `其中 ${count(people)}\u00a0人未交卷`,
  find: {
    total: (rate: string, submitted: string, headcount: string) => `参与率 ${rate}：${headcount}\u00a0人中 ${submitted}\u00a0人已交卷`,
    bestAndWorst: (best: Named, worst: Named) =>
      `${best.name}参与率最高，${percent(best.rate)}；${worst.name}最低，${percent(worst.rate)}`,
    andOthers: (name: string, all: number) => `${name}等 ${all}\u00a0个`,
    only: (one: Named) => `${one.name}参与率 ${percent(one.rate)}`,
    even: (rate: number) => `各处参与率相同，均为 ${percent(rate)}`,
    counts: (most: { name: string; submitted: number }) => `${most.name}交卷最多，${count(most.submitted)}\u00a0人`,
    days: (peak: { name: string; submitted: number }, rate: string) =>
      `${peak.name}首次交卷最多，${count(peak.submitted)}\u00a0人；累计参与率 ${rate}`,
    nothing: '还没有人交卷',
  },
  chartOf: (shown: number, all: number) => `图中为参与率最高和最低的共 ${shown}\u00a0个，下表列出全部 ${all}\u00a0个`,
  chartTable: '图中数据见下表',
};

export interface Named {
  name: string;
  rate: number;
}
