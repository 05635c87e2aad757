export const contestsText = {
  title: '竞赛',
  create: '新建竞赛',
  name: '名称',
  host: '主办单位',
  phase: '状态',
  window: '竞赛时间',
  empty: '还没有竞赛',
  emptyHelp: '新建一个竞赛，导入单位后发布。',
  emptyLiaison: '主办方发布竞赛后，会在这里显示。',
};
