export const deskBoardText = {
  formula: '算法',
  ofContest: (name: string) => `本竞赛：${name}`,
  onlyHere: '换算法只影响这里的显示，不改变本竞赛的名次。',
  maskedHere: '姓名按“设置”中的公开范围显示；全名在“概况”的导出中。',
  sector: '行业',
  allSectors: '全部行业',
  participants: '参加人数',
  headcount: '应参加',
  noneOf: '没有符合条件的单位',
  noneOfHelp: '换一个规模、行业或范围。',
  mean: '平均分',
};
