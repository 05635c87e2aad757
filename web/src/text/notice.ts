export const noticeText = {
  title: '隐私说明',
  text:
    '为组织竞赛和统计参与情况，主办方收集姓名、单位、工号和答题记录，只用于本次竞赛的计分、排名、统计和通报表扬。公开的排行榜默认只显示姓氏。不收集手机号、位置和通讯录。需要更正或删除，联系本单位联络员或主办方。',
};

/** Which wording of the notice was agreed to: kept with the consent. A change of the text is a new one. */
export const noticeVersion = '2026-11';
