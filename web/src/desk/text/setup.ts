export const setupText = {
  title: '初始设置',
  explain: '系统还没有主办方。启动服务的窗口（或日志）里显示了一次性设置码，用它创建第一个主办方账号。',
  code: '设置码',
  codeHint: '形如 7K3M-Q0ZD',
  password: '密码',
  passwordHint: '至少 8 位',
  create: '创建主办方账号',
  creating: '正在创建',
  done: '已经有主办方账号，不需要再设置。',
  signIn: '去登录',
  state: '系统状态',
};
