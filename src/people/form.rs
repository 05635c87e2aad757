//! Checking what was typed, field by field: all faults are told at once.

use crate::{
    auth::Password,
    domain::person::{EmployeeNumber, Login, PersonName},
    fault::{Fault, FieldFault},
};

const TOO_LONG: &str = "不超过 72 个字符";

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Form(Vec<FieldFault>);

impl Form {
    /// Notes a fault where there is no value.
    pub(super) fn need<T>(&mut self, pointer: &str, detail: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.0.push(FieldFault { pointer: pointer.to_owned(), detail: detail.to_owned() });
        }
        value
    }

    pub(super) fn employee_number(&mut self, text: &str) -> Option<EmployeeNumber> {
        let detail = "应当是 1 至 32 位字母、数字或 - _ . /";
        self.need("/employee_number", detail, EmployeeNumber::parse(text))
    }

    pub(super) fn name(&mut self, text: &str) -> Option<PersonName> {
        self.need("/name", "应当是 1 至 40 个字", PersonName::parse(text))
    }

    pub(super) fn login(&mut self, text: &str) -> Option<Login> {
        self.need("/login", "应当是 2 至 32 位英文字母、数字或 - _ .", Login::parse(text))
    }

    /// A code or a secret to be compared. Longer than any password none is, and comparing it would cost more.
    pub(super) fn typed(&mut self, pointer: &str, missing: &str, text: Option<String>) -> Option<String> {
        let text = self.need(pointer, missing, text)?;
        let sound = (text.chars().count() <= Password::LONGEST).then_some(text);
        self.need(pointer, TOO_LONG, sound)
    }

    /// A password to be compared.
    pub(super) fn password(&mut self, password: Password) -> Option<Password> {
        let sound = password.may_be_right().then_some(password);
        self.need("/password", TOO_LONG, sound)
    }

    /// A password to be chosen.
    pub(super) fn new_password(&mut self, pointer: &str, password: Password) -> Option<Password> {
        let sound = password.may_be_chosen().then_some(password);
        self.need(pointer, "应当是 8 至 72 个字符", sound)
    }

    pub(super) fn refused(self) -> Fault {
        Fault::fields(self.0)
    }
}
