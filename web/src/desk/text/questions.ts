import type { Schemas } from '../../api/client';
import { count } from '../figures';

type Counting = Schemas['Counting'];

export const countingText: Record<Counting, string> = {
  by_key: '按答案计分',
  full_points: '全员得分',
  left_out: '不计分',
};

export const questionsText = {
  title: '试题',
  explain: '本次竞赛用到的试题。发现有误的，可以撤题：先试算成绩和名次会怎样变，再决定。',
  keysLater: '答案和依据在竞赛结束后显示。',
  search: '编号，或题干、选项中的字',
  searchDo: '查找',
  withdrawnOnly: '只看已撤销',
  of: (of: number) => `共 ${count(of)} 题`,
  id: '编号',
  kind: '题型',
  question: '试题',
  counting: '计分',
  deeds: '操作',
  key: (letters: string) => `答案 ${letters}`,
  withdrawnAt: (when: string) => `${when} 撤题`,
  restoredAt: (when: string) => `${when} 恢复`,
  unsettled: '正在重新评分',
  settle: '接着评分',
  none: '没有符合条件的试题',
  noneHelp: '换几个字再查；编号要写全。',
  noneWithdrawn: '没有撤销的试题',
  noneWithdrawnHelp: '撤题后，会列在这里。',
};

export const withdrawText = {
  withdraw: '撤题',
  change: '更改',
  title: (question: string) => `撤题：${question}`,
  counting: '这道题如何计分',
  choice: { full_points: '全员得分', left_out: '不计分', by_key: '恢复计分' } satisfies Record<Counting, string>,
  meaning: {
    full_points: '考到这道题的，不论怎么答，都得这道题的满分。',
    left_out: '本题不计，所在大题其余题目按比例折算为满分。',
    by_key: '撤销先前的决定，仍按答案计分。',
  } satisfies Record<Counting, string>,
  reasonHelp: '参赛者看不到原因，只看到这道题已撤销、如何计分。',
  choose: '选择如何计分',
  reasonLong: (most: number) => `原因不超过 ${most} 个字`,
  trial: '试算',
  trialFirst: '试算后才能确认；试算不改动成绩。',
  trialAt: (when: string) => `试算结果（${when}）`,
  handedIn: '已交卷（份）',
  open: '正在作答（份）',
  asksIt: '考到本题的',
  points: '成绩变化（人）',
  ranks: '名次变化（人）',
  stillAsked: '其余试题不够组卷：以后开始的试卷仍会出这道题，并照这次的决定计分。',
  notAsked: '以后开始的试卷不再出这道题。',
  unchanged: '没有人的成绩或名次变化。',
  changes: '成绩或名次变化的人',
  first: (listed: number) => `只列名次靠前的 ${count(listed)} 人。`,
  name: '姓名',
  unit: '单位',
  pointsColumn: '得分',
  rankColumn: '名次',
  fromTo: (before: string, after: string) => (before === after ? after : `${before} → ${after}`),
  confirm: { full_points: '确认撤题', left_out: '确认撤题', by_key: '确认恢复' } satisfies Record<Counting, string>,
  done: ({ question, counting, regraded, people }: Pick<Schemas['WithdrawnView'], 'question' | 'counting' | 'regraded' | 'people'>) => {
    const decided = counting === 'by_key' ? `${question} 已恢复计分` : `${question} 已撤题，${countingText[counting]}`;
    const came = regraded === 0 ? '没有试卷的成绩因此改变' : `重新评分 ${count(regraded)} 份试卷，涉及 ${count(people)} 人`;
    return `${decided}；${came}。`;
  },
};
