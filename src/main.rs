use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    ankao::cli::Cli::parse().run()
}
