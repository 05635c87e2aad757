import { count } from '../figures';

export const disputesText = {
  title: '账号争议',
  explain: '有人用已经激活的姓名和工号再次报名，可能是账号被别人先激活。查看本人和作答，需要时作废或给重答机会。',
  person: '人员',
  unit: '单位',
  times: '再次报名',
  timesOf: (times: number) => `${count(times)} 次`,
  last: '最近一次',
  attempts: '作答',
  attemptsOf: (attempts: number) => (attempts === 0 ? '没有作答' : `${count(attempts)} 次`),
  best: (points: string) => `最高 ${points} 分`,
  none: '没有有争议的账号',
  noneHelp: '有人用别人已经激活的账号报名时，会列在这里。',
};
