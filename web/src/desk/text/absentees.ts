import { count } from '../figures';

/** So many names fit a message that is still read. */
const mostNames = 60;

export const absenteesText = {
  title: '未参加人员',
  explain: '花名册上还没有交卷的人。自行报名而不在花名册上的，不列在这里。',
  one: (name: string, number: string | null) => (number === null ? name : `${name}（${number}）`),
  name: '姓名',
  number: '工号',
  unit: '单位',
  state: '状态',
  started: '已开始，未交卷',
  notStarted: '未开始',
  shown: (shown: number, more: boolean) => (more ? `已列出 ${count(shown)} 人，还有更多` : `共 ${count(shown)} 人`),
  none: '没有未参加的人',
  noneHelp: '花名册上的人都已交卷，或者还没有导入花名册。',
  file: '下载名单（xlsx）',
  fileName: '未参加人员.xlsx',
  reminder: '提醒文字',
  rewrite: '按列出的人重写',
  reminderHelp: '可以修改，复制后粘贴到工作群。',
  /** What is pasted into a group chat. */
  message: (contest: string, closes: string, names: string[], more: boolean, address: string, minutes: number) => {
    const listed = names.slice(0, mostNames).join('、');
    const rest = more || names.length > mostNames ? '等' : '';
    return `【${contest}】以下同事还没有答题：${listed}${rest}。\n截止时间：${closes}。\n打开 ${address} 参加，每份试卷限时 ${minutes} 分钟，中途断网不丢答案。`;
  },
};
