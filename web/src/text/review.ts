import type { Schemas } from '../api/client';

export const reviewText = {
  title: '答案解析',
  wrongOnly: '只看未得满分的题',
  toMistakes: '没答对的题已收入',
  noneWrong: '全部答对，没有错题。',
  showAll: '关掉上面的开关，可以看全部试题。',
  mine: '我的答案',
  key: '正确答案',
  unanswered: '未答',
  notYet: '现在还不能查看答案解析',
  verdict: { right: '正确', part: '部分正确', wrong: '错误', unanswered: '未答' } satisfies Record<
    Schemas['Verdict'],
    string
  >,
  number: (at: number) => `第 ${at} 题`,
};
