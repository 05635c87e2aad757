//! What can go wrong for the one who asks: a stable code, a Chinese title and what to do about it.
//!
//! Use cases return `Result<T, Fault>`; HTTP turns it into problem+json and the shell into a sentence,
//! each in one place. A new fault is a line in [`Code`]; docs/errors.md is printed from it.

use std::fmt;

use crate::{
    domain::{Reason, Span},
    store::StoreError,
};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident $code:literal $status:literal $title:literal $cure:literal;)*) => {
        /// Every fault has one of these. Codes never change their meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable code on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// The HTTP status it goes with.
            #[must_use]
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// What happened, in Chinese.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What to do about it, in Chinese.
            #[must_use]
            pub fn cure(self) -> &'static str {
                match self { $(Self::$name => $cure,)* }
            }
        }
    };
}

codes! {
    MalformedJson "malformed_json" 400 "提交的内容不是有效的 JSON" "检查请求正文的格式";
    InvalidInput "invalid_input" 422 "提交的内容有误" "按提示逐项改正";
    MalformedQuery "malformed_query" 400 "网址中的参数有误" "检查网址中的参数";
    NotSignedIn "not_signed_in" 401 "尚未登录或登录已失效" "重新登录";
    SignInRefused "sign_in_refused" 401 "账号或密码不正确" "核对单位、工号和密码；忘记密码可向本单位联络员索取一次性验证码";
    AccountWaiting "account_waiting" 429 "连续多次登录失败，账号暂时锁定" "稍后再试，或向本单位联络员求助";
    SessionEnded "session_ended" 401 "登录已失效" "重新登录；若不是本人操作，登录后修改密码";
    ActivationRefused "activation_refused" 403 "激活信息不正确" "核对单位、姓名、工号和激活码（或校验信息）；连续五次错误后需由联络员解除锁定或重新发放";
    ResetRefused "reset_refused" 403 "验证码不正确或已失效" "核对单位、工号和验证码，或请本单位联络员重新发放";
    SetUpRefused "set_up_refused" 403 "设置码不正确或已作废" "核对启动服务时显示的设置码；连续五次错误后需重新启动服务";
    SetUpDone "set_up_done" 409 "已有主办方，不需要再设置" "用主办方账号登录；新的账号由主办方创建";
    UnitCodeRefused "unit_code_refused" 403 "单位口令不正确" "向本单位联络员核对口令";
    NotAllowed "not_allowed" 403 "没有进行此操作的权限" "向主办方申请相应权限";
    NotFound "not_found" 404 "没有找到" "检查网址是否正确";
    MethodNotAllowed "method_not_allowed" 405 "该地址不支持此操作" "检查请求方法";
    BodyTooSlow "body_too_slow" 408 "提交的内容没有及时送达" "检查网络后重试";
    PayloadTooLarge "payload_too_large" 413 "提交的内容过大" "减小内容后重试";
    UnsupportedMediaType "unsupported_media_type" 415 "不支持的内容类型" "按接口文档设置 Content-Type";
    TooManyRequests "too_many_requests" 429 "操作过于频繁" "稍等片刻再试";

    NotYetOpen "not_yet_open" 409 "竞赛尚未开始" "到开始时间后再来";
    ContestEnded "contest_ended" 409 "竞赛已经结束" "可以查看成绩与排行榜";
    NotEnrolled "not_enrolled" 403 "尚未报名本次竞赛" "先选择单位并登记";
    UnitIsFixed "unit_is_fixed" 409 "单位不能自行更改" "提交变更单位申请，由新单位的联络员处理";
    DailyLimit "daily_limit" 409 "今日作答次数已用完" "明天再来";
    TotalLimit "total_limit" 409 "作答次数已全部用完" "可以查看成绩与排行榜";
    AttemptSettling "attempt_settling" 409 "上一份试卷正在结算" "约半分钟后再开始新的作答";
    AttemptSubmitted "attempt_submitted" 409 "试卷已经交卷，不能再修改" "查看成绩";
    AttemptTooLate "attempt_too_late" 409 "答题时间已过，这次提交未计入成绩" "到时前已保存的答案会自动计分；如有异议，请联系主办方";
    AttemptOpen "attempt_open" 409 "试卷尚未交卷" "等交卷或到时自动交卷后再操作";
    AttemptVoided "attempt_voided" 409 "该次作答已作废" "如有疑问，请联系主办方";
    ReviewNotYet "review_not_yet" 403 "现在还不能查看答案解析" "竞赛结束后再查看";
    BoardHidden "board_hidden" 403 "排行榜暂不公开" "按竞赛规则公布后再查看";
    CursorExpired "cursor_expired" 410 "这一页已过期" "回到第一页重新查看";
    TooFewToList "too_few_to_list" 403 "参加人数不足 20 人，不公布个人名单" "参加人数达到 20 人后可查看";

    NotADraft "not_a_draft" 409 "竞赛发布后不能再修改这一项" "发布后只能修改名称、说明、隐私设置，或延后结束时间";
    CannotPublish "cannot_publish" 409 "竞赛还不能发布" "按提示补全题库或设置后再发布";
    WrongPhase "wrong_phase" 409 "竞赛当前的状态不允许这样做" "刷新页面查看竞赛状态";
    Conflict "conflict" 409 "与已有的内容冲突" "刷新后重试";
    FileUnreadable "file_unreadable" 422 "文件无法读取" "使用下载的模板，另存为 xlsx 或 CSV 后重试";
    FileRowsRefused "file_rows_refused" 422 "有错误的行，没有导入任何内容" "按行改正后重新导入";

    Busy "busy" 503 "系统繁忙" "稍后再试；答题中的答案保存在本机，会自动重发";
    StoreUnavailable "store_unavailable" 503 "数据服务暂时不可用" "稍后再试；答题中的答案保存在本机，会自动重发";
    OutcomeUnknown "outcome_unknown" 503 "不能确定这次提交是否已经保存" "稍后再试，重复提交不会有影响；答题中的答案保存在本机，会自动重发";
    Internal "internal" 500 "系统内部错误" "把错误编号告诉主办方";
}

/// One part of the input that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct FieldFault {
    /// JSON pointer to the field, such as `/answers/3/answer`; of a parameter of the address, its name.
    #[schema(example = "/answers/3/answer")]
    pub pointer: String,
    /// What is wrong with it, in Chinese.
    #[schema(example = "应当是 1 至 70 的题号")]
    pub detail: String,
}

/// A fault of a use case.
#[derive(Debug)]
pub struct Fault {
    pub code: Code,
    /// What is particular to this case, in Chinese.
    pub detail: Option<String>,
    pub fields: Vec<FieldFault>,
    /// When it makes sense to come again.
    pub retry_after: Option<Span>,
    /// For the log only.
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Fault {
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { code, detail: None, fields: Vec::new(), retry_after: None, cause: None }
    }

    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    #[must_use]
    pub fn with_retry_after(mut self, span: Span) -> Self {
        self.retry_after = Some(span);
        self
    }

    /// Input that is wrong in one field.
    #[must_use]
    pub fn field(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::fields(vec![FieldFault { pointer: pointer.into(), detail: detail.into() }])
    }

    #[must_use]
    pub fn fields(fields: Vec<FieldFault>) -> Self {
        Self { fields, ..Self::new(Code::InvalidInput) }
    }

    /// A reason that is missing, or too long.
    #[must_use]
    pub fn no_reason() -> Self {
        Self::field("/reason", format!("应当写明原因，不超过 {} 字", Reason::LONGEST))
    }

    /// What nobody foresaw: the asker gets a code, the log the cause.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(Code::Internal) }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.title())?;
        if let Some(detail) = &self.detail {
            write!(f, "：{detail}")?;
        }
        for field in &self.fields {
            write!(f, "；{} {}", field.pointer, field.detail)?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

impl From<Code> for Fault {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::Overloaded(_) => Code::Busy,
            StoreError::OutcomeUnknown => Code::OutcomeUnknown,
            StoreError::Damaged { .. } => Code::Internal,
            _ => Code::StoreUnavailable,
        };
        let retry_after = (code != Code::Internal).then_some(Span::seconds(2));
        Self { retry_after, cause: Some(Box::new(error)), ..Self::new(code) }
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        StoreError::from(error).into()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_faults_share_a_code() {
        let codes: HashSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
    }
}
