//! Cargo sees changes of the files that are embedded, but not that one is added or removed.

fn main() {
    println!("cargo::rerun-if-changed=question-bank");
    println!("cargo::rerun-if-changed=web/dist");
    println!("cargo::rerun-if-changed=migrations");
}
