import { count } from '../figures';

export const codesText = {
  title: '激活码',
  explain: '还没有报名的人，每人一张，裁开发给本人；手机不能打印时，在电脑上打开本页。查看和打印都记入操作记录。',
  print: '打印',
  shown: (shown: number, more: boolean) => (more ? `已列出 ${count(shown)} 张，还有更多` : `共 ${count(shown)} 张`),
  none: '花名册上的人都已报名',
  noneHelp: '新导入花名册后，这里会列出新的激活码。',
  number: '工号',
  qr: '参赛页面的二维码',
  how: (address: string) => `扫码或打开 ${address}，选“报名参赛”，填姓名、工号和激活码。`,
  locked: '已锁定，在“人员”中补发',
};
