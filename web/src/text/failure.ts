export const failureText = {
  unreachable: {
    title: '连不上服务器',
    cure: '检查手机网络，或换一处信号好的地方',
  },
  tooSlow: {
    title: '网络太慢，服务器没有及时答复',
    cure: '稍后再试，或换一处信号好的地方',
  },
  unreadable: {
    title: '服务器的答复无法识别',
    cure: '稍后再试；仍不行，把下面的编号告诉主办方',
  },
  busyCure: '稍等片刻再试',
  safe: '已经提交和保存的内容不受影响。',
  formSafe: '填写的内容还在，可以改好再试。',
  again: '再试一次',
  signIn: '重新登录',
  code: '错误编号',
};
