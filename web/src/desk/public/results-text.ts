export const resultsText = {
  title: '通报表扬',
  none: '还没有公布通报表扬',
  noneHelp: '竞赛结束后，由主办方公布。',
  publishedAt: (host: string, when: string) => `${host}　${when} 公布`,
  units: (kind: string) => `优秀组织单位（${kind}）`,
  people: '获奖个人',
  rank: '名次',
  points: (value: string) => `${value} 分`,
};
