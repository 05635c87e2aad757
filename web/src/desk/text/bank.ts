/** The statutes and topics of the bundled bank, as quotas of a paper name them; another bank may have others. */

export const statuteNames: Record<string, string> = {
  'work-safety-law': '安全生产法',
  'accident-reporting': '生产安全事故报告和调查处理条例',
  'emergency-response': '生产安全事故应急条例',
  'fire-protection-law': '消防法',
  'special-equipment-law': '特种设备安全法',
  'occupational-disease-law': '职业病防治法',
  'safety-permit': '安全生产许可证条例',
  'construction-safety': '建设工程安全生产管理条例',
  'coal-mine-safety': '煤矿安全生产条例',
  'liaoning-work-safety': '辽宁省安全生产条例',
  'shandong-work-safety': '山东省安全生产条例',
};

export const topicNames = [
  '总则与原则',
  '主要负责人职责',
  '机构与人员',
  '从业人员权利义务',
  '教育培训',
  '双重预防',
  '设备设施与工艺',
  '建设项目',
  '危险物品与重大危险源',
  '现场管理与相关方',
  '消防安全',
  '应急救援',
  '事故报告',
  '事故调查处理',
  '监督管理',
  '法律责任',
  '地方规定',
  '特种设备',
  '检验检测',
  '职业卫生',
  '健康监护',
  '诊断鉴定',
  '职业病待遇',
  '安全生产许可',
  '参建单位责任',
  '施工现场管理',
  '施工机具与设施',
  '煤矿灾害治理',
  '煤矿安全监察',
  '案例',
];

/** The server tells statutes by their ids; people know them by their titles. */
export function withTitles(text: string): string {
  return Object.entries(statuteNames).reduce((told, [id, title]) => told.split(id).join(`《${title}》`), text);
}
