//! A published contest, put into the store as it is: no organizer has to publish it.

use ankao::{
    app::App,
    domain::{
        ContestId,
        bank::Bank,
        contest::{Life, Rules, Texts, Window},
        paper::{Blueprint, PaperSource},
    },
    store::{self, contests::NewContest},
};

pub async fn publish(app: &App, bank: &Bank, blueprint: Blueprint, window: Window, rules: Rules) -> ContestId {
    let now = app.clock.now();
    let source = PaperSource::freeze(bank, &blueprint, window.days(&rules.zone())).expect("the bank suffices");
    let texts = Texts {
        name: "测试竞赛".into(),
        host: "测试主办方".into(),
        introduction: String::new(),
        hotline: None,
        icp: None,
    };
    let new = NewContest { owner: None, texts, window, rules, blueprint };
    let mut turn = app.store.write().await.expect("a turn");
    let id = store::contests::insert(turn.connection(), &new, now).await.expect("a contest");
    let mut contest = store::contests::find(turn.connection(), id).await.expect("read").expect("just made");
    contest.life = Life::Published(source.hash());
    app.store.sources().put(turn.connection(), source, now).await.expect("a source");
    store::contests::update(turn.connection(), &contest).await.expect("published");
    app.store.commit(turn).await.expect("committed");
    id
}
