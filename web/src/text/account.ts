import type { Schemas } from '../api/client';

/** So many units are given to whoever types. */
const most = 20;

export const accountText = {
  findUnit: '选择单位',
  units: '单位',
  search: '输入单位名称或拼音首字母',
  searchLabel: '查找单位',
  found: (count: number) => (count < most ? `找到 ${count} 个单位` : `单位较多，只列出前 ${count} 个，再输几个字`),
  noneFound: (text: string) => `没有找到名称含“${text}”的单位`,
  noneFoundHelp: '换几个字再试，或按地区逐级查找；仍没有，联系本单位联络员或主办方。',
  noneBelow: '下面没有参赛单位',
  byTree: '按地区查找',
  all: '全部地区',
  thisOne: (name: string) => `就是${name}`,
  changeUnit: '更换',
  unit: '单位',
  unitMissing: '先选择单位',
  name: '姓名',
  nameHint: '与花名册一致',
  number: '工号',
  numberHint: '本单位的职工编号',
  login: '登录名',
  password: '密码',
  newPasswordHint: '至少 8 位',
  passwordHint: '报名时设置的密码',
  proof: {
    unit_code: { label: '单位口令', hint: '向本单位联络员索取' },
    activation_code: { label: '激活码', hint: '由本单位联络员发放' },
    secret: { label: '核验信息', hint: '如身份证号后六位' },
  } satisfies Partial<Record<keyof Schemas['RegisterInput'], { label: string; hint: string }>>,
  register: '报名参赛',
  registering: '正在报名',
  consent: '我已阅读并同意隐私说明',
  consentMissing: '需要同意隐私说明才能报名',
  notice: '隐私说明',
  noticeText:
    '为组织竞赛和统计参与情况，主办方收集姓名、单位、工号和答题记录，只用于本次竞赛的计分、排名、统计和通报表扬。公开的排行榜默认只显示姓氏。不收集手机号、位置和通讯录。需要更正或删除，联系本单位联络员或主办方。',
  signIn: '登录',
  signingIn: '正在登录',
  forgotten: '忘记密码？向本单位联络员索取一次性验证码。',
  noAccount: '还没有报名？',
  byLogin: '主办方、联络员用登录名登录',
  byNumber: '参赛者用工号登录',
  required: (label: string) => `填写${label}`,
  tooShort: '至少 8 位',
};

/** Which wording of the notice was agreed to: kept with the consent. A change of the text is a new one. */
export const noticeVersion = '2026-11';
