/** So many units are given to whoever types. */
const most = 20;

export const unitText = {
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
  missing: '列表中没有本单位',
  missingWhere: (where: string) => `在${where}下面增加单位`,
  missingFirst: '清空上面的查找，按地区找到单位所在的区县，再提出增加。',
  missingName: '单位全称',
  missingHint: '与公章上的名称一致',
  missingSend: '提交',
  missingSent: '已提交。联络员或主办方添加后，就能在这里找到本单位；着急可以打咨询电话。',
};
