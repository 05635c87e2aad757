//! Item statistics on the wire.

use serde::Serialize;

use crate::domain::{
    bank::question::{Kind, Question},
    items::{Doubt, Item},
};

/// What the answers of a contest say of its questions.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ItemsView {
    /// Papers handed in that count.
    #[schema(example = 4000)]
    pub papers: u32,
    /// Cronbach's alpha (信度), an upper estimate where papers differ; null where it cannot be told.
    #[schema(example = 0.81)]
    pub alpha: Option<f64>,
    pub items: Vec<ItemView>,
}

/// What the answers say of one question.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ItemView {
    #[schema(example = "wsl-024-01")]
    pub question: String,
    pub kind: Kind,
    #[schema(example = "生产经营单位的主要负责人对本单位的安全生产工作负什么责任？")]
    pub stem: String,
    /// Papers that asked it.
    #[schema(example = 230)]
    pub asked: u32,
    /// 难度: the share of wholly right answers, 0 to 1.
    #[schema(example = 0.74)]
    pub facility: f64,
    /// 区分度: −1 to 1; null where all answered alike.
    #[schema(example = 0.32)]
    pub discrimination: Option<f64>,
    #[schema(example = 3)]
    pub unanswered: u32,
    /// Why the key may be wrong; null where nothing says so, or too few have answered.
    pub doubt: Option<Doubt>,
    /// In the letters of the bank.
    #[schema(example = "A")]
    pub key: String,
    /// How often each option was chosen, in the order of the bank.
    #[schema(example = json!([170, 31, 20, 6]))]
    pub chosen: Vec<u32>,
}

impl ItemView {
    pub(super) fn of(question: &Question, item: Item) -> Self {
        let Item { asked, facility, discrimination, chosen, unanswered, doubt, .. } = item;
        Self {
            question: question.id.clone(),
            kind: question.kind,
            stem: question.stem.clone(),
            asked,
            facility,
            discrimination,
            unanswered,
            doubt,
            key: question.key.letters(),
            chosen,
        }
    }
}
