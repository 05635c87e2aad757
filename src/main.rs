use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

/// Answers are made of many short-lived pieces. docs/decisions/0014 has the figures.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    ankao::cli::Cli::parse().run()
}
