export const resultsText = {
  title: '表扬结果',
  none: '还没有公布表扬结果',
  noneHelp: '竞赛结束后，由主办方公布。',
  publishedAt: (host: string, when: string) => `${host}　${when} 公布`,
  home: '回到竞赛首页',
  units: (kind: string) => `先进单位（${kind}）`,
  people: '先进个人',
  rank: '名次',
  index: '指数',
  points: (value: string) => `${value} 分`,
};
