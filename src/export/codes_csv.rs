//! Activation codes (激活码) as a CSV, to be printed or handed out by unit.

use super::{BYTE_ORDER_MARK, WriteError, csv_writer};
use crate::{people::ActivationCodeView, sheet::delimited::harmless};

const HEADING: [&str; 5] = ["单位", "姓名", "工号", "激活码", "备注"];

/// The file while it is being written, in memory: it is for nobody else's eyes.
#[derive(Debug)]
pub struct CodesCsv(csv::Writer<Vec<u8>>);

impl CodesCsv {
    pub fn new() -> Result<Self, WriteError> {
        let mut csv = csv_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
        csv.write_record(HEADING)?;
        Ok(Self(csv))
    }

    pub fn write(&mut self, codes: &[ActivationCodeView]) -> Result<(), WriteError> {
        for code in codes {
            self.0.write_record([
                &*harmless(&code.unit.path.join(" ")),
                &harmless(&code.name),
                &harmless(code.employee_number.as_deref().unwrap_or_default()),
                &code.code,
                if code.locked { "错误次数过多，已锁定，请重新发放" } else { "" },
            ])?;
        }
        Ok(())
    }

    pub fn finish(self) -> Result<Vec<u8>, WriteError> {
        Ok(self.0.into_inner().map_err(csv::IntoInnerError::into_error)?)
    }
}
