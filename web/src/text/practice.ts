export const practiceText = {
  title: '练习',
  questions: '练习题',
  right: (count: number) => `答对 ${count}\u00a0题`,
  verdict: (isRight: boolean) => (isRight ? '正确' : '错误'),
  show: '看答案',
  finish: '看结果',
  over: (count: number, right: number) => `练完 ${count}\u00a0题，答对 ${right}\u00a0题`,
  overHelp: '练习不计时、不计分，也不进排行榜。',
  again: '再练一组',
  mistakes: '看错题本',
  empty: '现在还没有可以练习的题',
  emptyHelp: '主办方没有提供练习题。交卷后可以在作答记录里看成绩。',
  from: (when: string) => `竞赛结束后（${when}）可以练习竞赛用过的题。`,
  moreFrom: (when: string) => `竞赛结束后（${when}），竞赛用过的题也可以练习。`,
};

export const mistakesText = {
  title: '错题本',
  count: (count: number, shown: number) =>
    shown < count ? `共 ${count}\u00a0题，列出最近 ${shown}\u00a0题` : `共 ${count}\u00a0题，掌握一题移出一题`,
  begin: '重练错题',
  mastered: '已掌握',
  gone: '已移出错题本',
  putBack: '放回',
  empty: '错题本是空的',
  emptyHelp: '交卷后，没答对的题会自动收到这里。',
  none: '现在没有可以列出的错题',
  whileOpen: '正在作答的试卷考到的错题，交卷后才列出。',
  notYet: '现在还不能看错题',
  from: (when: string) => `竞赛结束后（${when}），没答对的题会出现在这里。`,
  practise: '去练习',
};
