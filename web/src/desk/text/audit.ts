import type { Schemas } from '../../api/client';
import { count } from '../figures';
import { countingText } from './questions';

export const auditText = {
  title: '操作记录',
  at: '时间',
  actor: '操作人',
  action: '操作',
  subject: '对象编号',
  reason: '原因',
  shell: '命令行',
  none: '还没有操作记录',
  noneHelp: '对竞赛、人员、作答的每次改动都会记在这里。',
};

export const actionText: Record<string, string> = {
  'contest.create': '新建竞赛',
  'contest.edit': '修改竞赛',
  'contest.publish': '发布竞赛',
  'contest.extend': '竞赛延期',
  'contest.close': '提前结束竞赛',
  'commendation.publish': '公布表扬',
  import_units: '导入单位',
  import_roster: '导入花名册',
  'attempt.void': '作废作答',
  'attempt.extra_time': '延长答题时间',
  'person.fresh_attempt': '给重答机会',
  'person.confirm': '确认人员',
  'person.unconfirm': '撤回确认',
  'liaison.appoint': '设联络员',
  'liaison.dismiss': '取消联络员',
  'reset_code.issue': '发放验证码',
  'activation.show': '查看激活码',
  'activation.issue': '补发激活码',
  'activation.unlock': '解除激活锁定',
  'unit.change': '变更单位',
  'unit_request.accept': '接受单位申请',
  'unit_request.refuse': '不接受单位申请',
  'official.create': '新建管理账号',
  'official.grant': '授予管理职责',
  'official.password': '重设管理账号密码',
  'dispute.settle': '处理账号争议',
  'official.dismiss': '取消管理职责',
  'question.preview': '撤题试算',
  'question.withdraw': '撤题',
  'grades.regrade': '重新评分',
  'standings.rebuild': '重新计算成绩和名次',
  'demo.create': '建立演示数据',
};

const isCounting = (value: unknown): value is Schemas['Counting'] => typeof value === 'string' && value in countingText;

/** What was decided or came of it, where the deed's name does not say it. */
export function detailText({ action, detail }: Pick<Schemas['AuditEntry'], 'action'> & { detail: unknown }): string | null {
  const { from, to, attempts } = (detail ?? {}) as { from?: unknown; to?: unknown; attempts?: unknown };
  if (action === 'question.withdraw' && isCounting(from) && isCounting(to)) return `由${countingText[from]}改为${countingText[to]}`;
  if (action === 'question.preview' && isCounting(to)) return countingText[to];
  if (action === 'grades.regrade' && typeof attempts === 'number') return `${count(attempts)} 份`;
  return null;
}
