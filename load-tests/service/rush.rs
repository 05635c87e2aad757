//! People answer while others sign in all at once, and while a roster is imported: what the saves feel of
//! it.

use std::{
    fmt::Write,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result};
use futures_util::future::{try_join, try_join_all};
use reqwest::Method;
use serde_json::json;
use tokio::time::sleep;

use crate::{
    Scale,
    client::{Asker, Latencies, PLAIN, Request, each, text, timed},
    scene::{self, Scene, UNIT},
    server::Server,
};

/// A person taps so often.
const BETWEEN_TAPS: Duration = Duration::from_secs(4);

/// Somebody who answers: the path of their saves, and the token of their attempt.
struct Sitting {
    path: String,
    token: String,
}

struct Crowd {
    asker: Asker,
    sittings: Vec<Sitting>,
}

impl Crowd {
    /// Everybody taps on until `done`, each at their own pace.
    async fn answer_until(&self, done: &AtomicBool) -> Result<Latencies> {
        let each = self.sittings.iter().enumerate().map(|(index, sitting)| async move {
            let share = u32::try_from(index)? * BETWEEN_TAPS / u32::try_from(self.sittings.len())?;
            sleep(share).await;
            let mut latencies = Vec::new();
            for n in 1..1_000 {
                if done.load(Ordering::Relaxed) {
                    break;
                }
                let body = json!({ "device": 1, "answers": [{ "question": 1, "answer": "A", "n": n }] });
                let Sitting { path, token } = sitting;
                let request = Request { method: &Method::PUT, path, token: Some(token), body: &body, accepts: PLAIN };
                latencies.push(timed(self.asker.send(&request)).await?);
                sleep(BETWEEN_TAPS).await;
            }
            Ok::<_, anyhow::Error>(latencies)
        });
        let latencies = try_join_all(each).await?;
        Ok(Latencies::of(latencies.into_iter().flatten().collect()))
    }

    /// The saves while `work` is done.
    async fn during(&self, work: impl Future<Output = Result<()>>) -> Result<Latencies> {
        let done = Arc::new(AtomicBool::new(false));
        let work = async {
            let outcome = work.await;
            done.store(true, Ordering::Relaxed);
            outcome
        };
        let (latencies, ()) = try_join(self.answer_until(&done), work).await?;
        Ok(latencies)
    }
}

pub async fn measure(scale: Scale) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let scene = Scene::set(folder.path(), scale.answering.max(scale.signing_in)).await?;
    let (contest, unit) = (scene.contest, scene.unit);
    let (tokens, organizer) = (scene.tokens.clone(), scene.organizer.clone());
    scene.leave().await;
    let server = Server::ankao(folder.path())?;
    let asker = Asker::of(&server.base)?;

    let path = format!("/api/v1/contests/{contest}/attempts");
    let sittings = each(scale.answering, |index| {
        let (asker, path, token) = (&asker, &path, tokens[index].as_str());
        async move {
            let body = json!({ "start_id": "bench-start" });
            let request = Request { method: &Method::POST, path, token: Some(token), body: &body, accepts: PLAIN };
            let started = asker.send(&request).await?;
            let path = format!("/api/v1/attempts/{}/answers", text(&started, "attempt")?);
            Ok(Sitting { path, token: text(&started, "token")? })
        }
    });
    let crowd = Crowd { asker: asker.clone(), sittings: sittings.await? };

    let idle = async {
        sleep(Duration::from_secs(scale.idle_seconds)).await;
        Ok(())
    };
    let people = scale.answering;
    println!("{people} people who answer, nothing else: {}", crowd.during(idle).await?);
    let sign_ins = try_join_all((0..scale.signing_in).map(|index| {
        let asker = &asker;
        async move {
            let number = scene::number_of(index);
            let body = json!({ "unit": unit, "employee_number": number, "password": scene::PASSWORD });
            let path = "/api/v1/auth/login";
            let request = Request { method: &Method::POST, path, token: None, body: &body, accepts: PLAIN };
            asker.send(&request).await
        }
    }));
    let felt = crowd.during(async { sign_ins.await.map(drop) }).await?;
    println!("while {} sign in at once: {felt} (p99 under 250 ms is not felt)", scale.signing_in);

    let mut roster = String::from("单位名称,姓名,工号\n");
    for line in 0..scale.roster {
        writeln!(roster, "{UNIT},导入员,R{line:06}").context("memory")?;
    }
    let path = format!("/api/v1/contests/{contest}/participants/imports");
    let felt = crowd.during(async { asker.upload(&path, &organizer, roster).await.map(drop) }).await?;
    println!("while a roster of {} is imported: {felt} (p99 under 250 ms is not felt)", scale.roster);
    Ok(())
}
