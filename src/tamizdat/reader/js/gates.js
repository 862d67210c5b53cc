// Gates: where a sealed record goes. docs/spec/gate.md, sections 3 and 4. No request carries a cookie or says where it comes from.
const PATIENCE = 20000;  // milliseconds for one request to one gate
const MOST_WORK = 22;  // zero bits: four million tries; a gate that asks for more is none
const MOST_WAIT = 10;  // seconds that a token may need to ripen

// Returns the status and the text of an answer that came whole in time.
async function ask(address, options) {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
  const quietly = {credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", redirect: "error", signal: stop.signal};
  try {
    const answer = await fetch(address, {...quietly, ...options});
    return {status: answer.status, text: await answer.text()};
  } finally {
    clearTimeout(timer);
  }
}

async function read(address) {
  const {status, text} = await ask(address);
  if (status != 200) throw Error(`${address} answered ${status}`);
  return text;
}

const zeros = hash => Math.clz32(new DataView(hash.buffer).getUint32());

// The number that makes the hash of the token begin with so many zero bits.
async function work(token, bits) {
  for (let first = 0; ; first += 256) {
    const hashes = await Promise.all(Array.from({length: 256}, (_, n) => sha256(bytes(`${token}.${first + n}`))));
    const found = hashes.findIndex(hash => zeros(hash) >= bits);
    if (found >= 0) return first + found;
  }
}

// Sends a box, with what else the gate's door takes; returns its answer. 428: under attack since the token was made, so once more.
async function through(gate, door, fields, again = true) {
  const asked = JSON.parse(await read(gate + "/token")), {token} = asked;
  if (asked.work > MOST_WORK || asked.after > MOST_WAIT) throw Error(`${gate} asks for too much`);
  const ripe = new Promise(resolve => setTimeout(resolve, asked.after * 1000));
  const body = new URLSearchParams({...fields, token, work: asked.work ? await work(token, asked.work) : ""});
  await ripe;
  const answer = await ask(gate + door, {method: "POST", body});
  return answer.status == 428 && again ? through(gate, door, fields, false) : answer;
}

// A page reads no gate that its own address hides or exposes: no onion from elsewhere, nothing plain from an encrypted page.
function reachable(gates) {
  const onion = address => new URL(address).hostname.endsWith(".onion");
  return gates
    .filter(gate => (gate.startsWith("https:") || location.protocol == "http:") && (onion(location) || !onion(gate)))
    .sort((one, other) => onion(other) - onion(one))
    .map(gate => gate.replace(/\/$/, ""));
}
