import { count } from '../figures';

export const importText = {
  title: '导入',
  what: '导入什么',
  choices: [
    { value: 'units', name: '单位' },
    { value: 'roster', name: '花名册' },
  ],
  help: {
    units: '省、市、县（市、区）、单位及应参加人数。没有的地区和单位会新建；再次导入可改人数、名称。',
    roster: '每个单位应参加的人。单位需已导入；已自行报名的人按单位和工号对上。',
  },
  steps: { template: '第一步：下载模板并填写', file: '第二步：选择文件并检查', apply: '第三步：导入' },
  template: '下载模板',
  templateName: { units: '单位导入模板.xlsx', roster: '花名册导入模板.xlsx' },
  file: '选择文件',
  kinds: 'xlsx、xls 或 CSV，不超过 32 MB。选好后自动检查，不会导入。',
  check: '重新检查',
  checking: '正在检查',
  apply: '导入',
  applying: '正在导入，大的花名册要几分钟，不要关闭页面',
  checked: (rows: number, created: number, updated: number) =>
    `检查通过：${count(rows)} 行，将新增 ${count(created)}，更新 ${count(updated)}。还没有导入。`,
  nothing: '文件里没有可导入的行。示例行（以“（示例）”开头）不会导入。',
  wrong: (errors: number) => `有 ${count(errors)} 处错误，一行都没有导入。改正后重新选择文件。`,
  applied: (rows: number, created: number, updated: number) =>
    `导入完成：${count(rows)} 行，新增 ${count(created)}，更新 ${count(updated)}。`,
  nextRoster: '接着导入花名册',
  nextOverview: '回到概况',
  errors: (listed: number, all: number) =>
    listed < all ? `错误（先列出前 ${listed} 处，共 ${count(all)} 处）` : `错误（${count(all)} 处）`,
  notices: (listed: number, all: number) =>
    listed < all ? `自动改正或略过（先列出前 ${listed} 处，共 ${count(all)} 处）` : `自动改正或略过（${count(all)} 处）`,
  changed: { title: '文件在选好之后改动过', cure: '重新选择文件' },
  line: '行',
  column: '列',
  message: '问题',
  wholeLine: '整行',
  safe: '没有导入任何内容。',
};
