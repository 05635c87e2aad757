import { count } from '../figures';

export const disputesText = {
  title: '账号争议',
  explain: '有人用已经激活的姓名和工号再次报名，可能是账号被别人先激活。查看本人和作答，需要时作废或给重答机会；核实后不再列出。',
  person: '人员',
  unit: '单位',
  times: '再次报名',
  timesOf: (times: number) => `${count(times)} 次`,
  last: '最近一次',
  attempts: '作答',
  attemptsOf: (attempts: number) => (attempts === 0 ? '没有作答' : `${count(attempts)} 次`),
  best: (points: string) => `最高 ${points} 分`,
  deeds: '操作',
  settle: '已核实',
  settleAsk: (name: string) => `${name}的账号已核实？`,
  settleExplain: '写明核实的结果。之后不再列在这里，作答也不再标为有争议；再有人用它报名时会重新列出。',
  settled: (name: string) => `${name}的账号已核实，不再列出。`,
  none: '没有有争议的账号',
  noneHelp: '有人用别人已经激活的账号报名时，会列在这里。',
};
