export const deskBoardText = {
  formula: '算法',
  ofContest: (name: string) => `本竞赛：${name}`,
  sector: '行业',
  allSectors: '全部行业',
  participants: '参加人数',
  headcount: '应参加',
  noneOf: '没有符合条件的单位',
  noneOfHelp: '换一个规模、行业或范围。',
  mean: '平均分',
};
