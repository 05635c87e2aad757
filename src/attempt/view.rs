//! Attempts as the person who answers sees them.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
    app::App,
    auth::AttemptBearer,
    board::{Away, Place, Ranks},
    domain::{
        AttemptId, ContestId, Moment, Points, Span, StandingPoints, UnitId,
        attempt::{State, Submission, SubmittedBy},
        bank::question::{Citation, OptionSet, Question},
        keys::Keys,
        paper::{
            Counting, Mark, Paper, PaperSource,
            draw::{Drawn, draw},
            grade::{SectionGrade, Verdict, judge},
            wire::PaperView,
        },
        ranking::Outcome,
        unit::UnitKind,
    },
    store::{attempts::Loaded, order::HandedIn},
};

/// The name under which a paper stands in the JSON of its attempt.
const PAPER: &[u8] = br#","paper":"#;

/// A saved answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct AnswerView {
    /// The question's number in the paper, from 1.
    #[schema(example = 12)]
    pub question: usize,
    /// Letters; null where it was cleared.
    #[schema(example = "AC")]
    pub answer: Option<String>,
    #[schema(example = 3)]
    pub n: u16,
}

impl AnswerView {
    pub(super) fn of(question: usize, mark: Mark) -> Self {
        Self { question: question + 1, answer: letters(mark.answer()), n: mark.n() }
    }
}

/// Letters; none of an answer that was cleared or never given.
pub(crate) fn letters(answer: OptionSet) -> Option<String> {
    (!answer.is_empty()).then(|| answer.letters())
}

/// An attempt.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AttemptView {
    #[schema(value_type = String, example = "1-42")]
    pub attempt: AttemptId,
    /// 1 for the first in this contest.
    #[schema(example = 1)]
    pub ordinal: u32,
    pub started_at: Moment,
    pub deadline: Moment,
    /// For a countdown that does not trust the phone's clock.
    pub server_time: Moment,
    #[serde(flatten)]
    pub state: StateView,
}

/// What can be seen of an attempt in its state.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum StateView {
    Open(Box<OpenView>),
    Submitted(Box<SubmittedView>),
}

/// A paper to be answered.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OpenView {
    /// Bearer token for this attempt alone, good to its deadline and grace.
    #[schema(example = "eyJhbGciOiJIUzI1NiJ9.e30.c2ln")]
    pub token: String,
    /// A text of JSON already: [`AttemptView::into_json`] puts it in its place.
    #[serde(skip_serializing_if = "is_apart")]
    #[schema(value_type = PaperView, required = true)]
    pub paper: String,
    /// What the server holds.
    pub answers: Vec<AnswerView>,
}

/// A paper handed in.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SubmittedView {
    pub grade: GradeView,
    /// Null until the key may be seen.
    pub review: Option<ReviewView>,
}

/// What an attempt was worth. Points are hundredths, times milliseconds.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct GradeView {
    pub points: Points,
    pub total: Points,
    #[schema(example = 63)]
    pub correct: u16,
    /// Of how many that count.
    #[schema(example = 70)]
    pub questions: usize,
    pub time_used_ms: Span,
    pub submitted_at: Moment,
    /// True where time ran out and what was saved was graded.
    pub by_sweeper: bool,
    pub voided: bool,
    pub sections: Vec<SectionGrade>,
}

/// The paper with its key.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ReviewView {
    #[schema(value_type = PaperView)]
    pub paper: Box<RawValue>,
    pub questions: Vec<ReviewedQuestion>,
}

/// A question with what was answered, what is right, and why.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ReviewedQuestion {
    #[schema(example = "AC")]
    pub answer: Option<String>,
    #[schema(example = "AC")]
    pub key: String,
    /// By the key, also where it does not count by it.
    pub verdict: Verdict,
    /// Another than by its key where the question was withdrawn (撤题).
    pub counting: Counting,
    #[schema(example = "超过一百人的，应当设置机构或者配备专职人员")]
    pub explanation: String,
    pub citations: Vec<CitationView>,
}

/// Where the law says it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CitationView {
    /// The statute's title.
    #[schema(example = "中华人民共和国安全生产法")]
    pub statute: String,
    #[schema(example = 24)]
    pub article: u16,
    #[schema(example = 2)]
    pub paragraph: Option<u8>,
    pub item: Option<u8>,
    #[schema(example = "从业人员超过一百人的")]
    pub phrase: String,
}

fn is_apart(_: &String) -> bool {
    true
}

impl AttemptView {
    /// As JSON. The paper is by far the most of it, and its text is copied, not read once more.
    pub fn into_json(self) -> Result<Vec<u8>, serde_json::Error> {
        let mut json = serde_json::to_vec(&self)?;
        if let StateView::Open(open) = self.state {
            // Within the object's last brace.
            json.pop();
            json.reserve_exact(open.paper.len() + PAPER.len() + 1);
            json.extend_from_slice(PAPER);
            json.extend_from_slice(open.paper.as_bytes());
            json.push(b'}');
        }
        Ok(json)
    }

    /// The key is shown only where `keys` say that it may be seen.
    pub(super) fn of(app: &App, loaded: &Loaded, keys: Option<&Keys<'_>>) -> Self {
        let Loaded { attempt, source } = loaded;
        let now = app.clock.now();
        let paper = draw(source, attempt.head.seed);
        let state = match &attempt.state {
            State::Open => {
                let bearer = AttemptBearer { person: attempt.head.person, attempt: attempt.head.id };
                let marks = attempt.sheet.marks().iter().enumerate().filter(|(_, mark)| mark.n() > 0);
                StateView::Open(Box::new(OpenView {
                    token: app.keys.sign_attempt(bearer, attempt.accepts_until()),
                    paper: source.text().write(source, &paper),
                    answers: marks.map(|(question, mark)| AnswerView::of(question, *mark)).collect(),
                }))
            }
            State::Submitted(submission) => {
                let question = |drawn: &Drawn| &source.questions()[usize::from(drawn.question)];
                let shown = keys
                    .is_some_and(|keys| paper.questions.iter().all(|drawn| keys.may_show_key(question(drawn), now)));
                let answers: Vec<_> = attempt.sheet.answers().collect();
                StateView::Submitted(Box::new(SubmittedView {
                    grade: GradeView::of(submission, source),
                    review: keys.filter(|_| shown).map(|keys| ReviewView::of(source, &paper, &answers, keys)),
                }))
            }
        };
        Self {
            attempt: attempt.head.id,
            ordinal: attempt.head.ordinal,
            started_at: attempt.head.started.into(),
            deadline: attempt.deadline.into(),
            server_time: now.into(),
            state,
        }
    }
}

impl GradeView {
    pub(crate) fn of(submission: &Submission, source: &PaperSource) -> Self {
        Self {
            points: submission.grade.points,
            total: source.blueprint().total(),
            correct: submission.grade.correct,
            questions: submission.grade.sections.iter().map(|section| usize::from(section.count)).sum(),
            time_used_ms: submission.time_used,
            submitted_at: submission.at.into(),
            by_sweeper: submission.by == SubmittedBy::Sweeper,
            voided: submission.voided,
            sections: submission.grade.sections.clone(),
        }
    }
}

impl ReviewView {
    fn of(source: &PaperSource, paper: &Paper, answers: &[OptionSet], keys: &Keys<'_>) -> Self {
        let questions = paper.questions.iter().zip(answers).map(|(drawn, &answer)| {
            let question = &source.questions()[usize::from(drawn.question)];
            let key = drawn.letters_of(question.key);
            ReviewedQuestion {
                answer: letters(answer),
                key: key.letters(),
                verdict: judge(drawn.kind, key, answer),
                counting: keys.counting(question),
                explanation: question.explanation.clone(),
                citations: CitationView::all_of(source, question),
            }
        });
        let text = source.text().write(source, paper);
        let text = RawValue::from_string(text).expect("a paper is written as JSON");
        Self { paper: text, questions: questions.collect() }
    }
}

impl CitationView {
    /// Where the law says what is asked.
    pub(crate) fn all_of(source: &PaperSource, question: &Question) -> Vec<Self> {
        let statute = source.statute_of(question).map_or_else(String::new, |statute| statute.title.clone());
        let view = |cite: &Citation| Self {
            statute: statute.clone(),
            article: cite.article,
            paragraph: cite.paragraph,
            item: cite.item,
            phrase: cite.phrase.clone(),
        };
        question.cites.iter().map(view).collect()
    }
}

/// A place among so many.
#[derive(Clone, Copy, Debug, Serialize, utoipa::ToSchema)]
pub struct PlaceView {
    #[schema(example = 12)]
    pub rank: usize,
    #[schema(example = 3400)]
    pub of: usize,
}

impl From<Place> for PlaceView {
    fn from(place: Place) -> Self {
        Self { rank: place.rank, of: place.of }
    }
}

/// A person's place within a node of the tree.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct UnitPlaceView {
    pub unit: UnitId,
    pub kind: UnitKind,
    #[schema(example = "沈阳市")]
    pub name: String,
    #[serde(flatten)]
    pub place: PlaceView,
}

/// A person's places as of now.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RanksView {
    pub contest: PlaceView,
    /// From the root of the tree to the person's unit.
    pub units: Vec<UnitPlaceView>,
}

impl RanksView {
    #[must_use]
    pub fn of(app: &App, contest: ContestId, ranks: &Ranks) -> Self {
        let tree = app.units_of(contest);
        let units = ranks.units.iter().filter_map(|&(id, place)| {
            let node = tree.get(id)?;
            Some(UnitPlaceView { unit: id, kind: node.kind, name: node.name.clone(), place: place.into() })
        });
        Self { contest: ranks.contest.into(), units: units.collect() }
    }
}

/// What counts of a person's attempts. Points are 1/10,000, time milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct StandingView {
    pub points: StandingPoints,
    pub time_ms: Span,
}

impl From<Outcome> for StandingView {
    fn from(outcome: Outcome) -> Self {
        Self { points: outcome.points(), time_ms: outcome.time() }
    }
}

/// The answer to a hand-in.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ResultView {
    #[schema(value_type = String, example = "1-42")]
    pub attempt: AttemptId,
    pub server_time: Moment,
    pub grade: GradeView,
    /// What counts of all attempts so far.
    pub standing: Option<StandingView>,
    /// Whether this attempt raised it.
    pub new_best: bool,
    /// Null while the board is away, or as long as the contest keeps its boards hidden.
    pub ranks: Option<RanksView>,
    /// True where ranks could not be had just now.
    pub stale: bool,
    /// The numbers of the questions whose answers came with this request and did not count, since it
    /// was handed in before.
    pub uncounted: Vec<usize>,
}

impl ResultView {
    pub(super) fn of(
        app: &App,
        handed_in: &HandedIn,
        source: &PaperSource,
        ranks: Result<Option<Ranks>, Away>,
    ) -> Self {
        let result = handed_in.standing.result;
        Self {
            attempt: handed_in.attempt,
            server_time: app.clock.now().into(),
            grade: GradeView::of(&handed_in.submission, source),
            standing: result.map(StandingView::from),
            new_best: result > handed_in.before,
            stale: ranks.is_err(),
            ranks: ranks.ok().flatten().map(|ranks| RanksView::of(app, handed_in.attempt.contest, &ranks)),
            uncounted: handed_in.uncounted.iter().map(|position| position + 1).collect(),
        }
    }
}
