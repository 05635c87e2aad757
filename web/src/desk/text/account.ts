export const deskAccountText = {
  signIn: '登录管理台',
  login: '登录名',
  password: '密码',
  signingIn: '正在登录',
  byNumber: '没有登录名的联络员，用工号登录：',
  empty: '系统还没有主办方账号',
  setUp: '开始设置',
};
