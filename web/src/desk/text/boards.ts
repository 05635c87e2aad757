export const deskBoardText = {
  formula: '算法',
  ofContest: (name: string) => `本竞赛：${name}`,
  sector: '行业',
  allSectors: '全部行业',
  participants: '参加人数',
  headcount: '应参加',
  mean: '平均分',
  scopeName: '范围',
};
