//! Manifests as JSON.

use serde_json::Value;

use super::program::Home;

/// The documents of the last manifest, with what stands in `common` put into each.
pub fn documents(home: &Home) -> Vec<Value> {
    let log = std::fs::read_to_string(home.root.join("manifests/SHA256SUMS")).unwrap();
    let name = log.lines().last().unwrap().split_once("  ").unwrap().1.to_owned();
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(home.root.join("manifests").join(name)).unwrap()).unwrap();
    let common = manifest.get("common").cloned().unwrap_or_else(|| Value::Object(serde_json::Map::new()));
    let documents = manifest["documents"].as_array().unwrap();
    documents.iter().map(|document| merged(common.clone(), document)).collect()
}

fn merged(mut into: Value, from: &Value) -> Value {
    match (&mut into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                let merged = into.remove(key).map_or_else(|| value.clone(), |before| merged(before, value));
                into.insert(key.clone(), merged);
            }
        }
        _ => return from.clone(),
    }
    into
}
