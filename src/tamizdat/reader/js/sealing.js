// Sealing: HPKE (RFC 9180), base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, as Python's sealed.boxes opens it.
const RECORD_BYTES = 2048;
const PURPOSE = "tamizdat gate record 1";
const P256 = {name: "ECDH", namedCurve: "P-256"};
const KEM = 0x10, KDF = 1, AES_256_GCM = 2;

const bytes = text => new TextEncoder().encode(text);
const two = number => [number >> 8, number & 255];
const join = (...parts) => Uint8Array.from(parts.flatMap(part => [...part]));
const base64url = data => btoa(String.fromCharCode(...data)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const unbase64url = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), sign => sign.charCodeAt());

const sha256 = async data => new Uint8Array(await crypto.subtle.digest("SHA-256", data));

async function hmac(key, data) {
  const handle = await crypto.subtle.importKey("raw", key, {name: "HMAC", hash: "SHA-256"}, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", handle, data));
}

// RFC 9180, section 4: no output of ours is longer than one hash. No salt is as many zeros as a hash has bytes.
const extract = (suite, salt, label, data) => hmac(salt ?? new Uint8Array(32), join(bytes("HPKE-v1"), suite, bytes(label), data));
const expand = async (suite, secret, label, about, size) =>
  (await hmac(secret, join(two(size), bytes("HPKE-v1"), suite, bytes(label), about, [1]))).slice(0, size);

// Sections 4.1 and 5.1: from what both sides share to the key and the nonce of the one message.
async function keys(shared, encapsulated, recipient, purpose, aead = AES_256_GCM, size = 32) {
  const kem = join(bytes("KEM"), two(KEM)), suite = join(bytes("HPKE"), two(KEM), two(KDF), two(aead));
  const mixed = await expand(kem, await extract(kem, null, "eae_prk", shared), "shared_secret", join(encapsulated, recipient), 32);
  const context = join([0], await extract(suite, null, "psk_id_hash", []), await extract(suite, null, "info_hash", purpose));
  const secret = await extract(suite, mixed, "secret", []);
  return [await expand(suite, secret, "key", context, size), await expand(suite, secret, "base_nonce", context, 12)];
}

// A box: suite, key id, encapsulated key, ciphertext; what is inside always has RECORD_BYTES.
async function seal(recipient, text) {
  const inside = new Uint8Array(RECORD_BYTES), words = join(bytes(text), [0x80]);
  inside.set(words);
  const pair = await crypto.subtle.generateKey(P256, false, ["deriveBits"]);
  const encapsulated = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const other = await crypto.subtle.importKey("raw", recipient, P256, false, []);
  const shared = new Uint8Array(await crypto.subtle.deriveBits({name: "ECDH", public: other}, pair.privateKey, 256));
  const [key, iv] = await keys(shared, encapsulated, recipient, bytes(PURPOSE));
  const handle = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const closed = new Uint8Array(await crypto.subtle.encrypt({name: "AES-GCM", iv}, handle, inside));
  return base64url(join([1], (await sha256(recipient)).slice(0, 8), encapsulated, closed));
}
