// The test vectors of docs/spec in JavaScript, written from docs/spec/edition.md alone: a second implementation in miniature.
// Run by tests/edition/test_vectors.py as `node vectors.mjs VECTORS`; says how many cases passed, or throws at the first that does not.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const sha256 = data => createHash('sha256').update(data).digest()
const digest = data => sha256(data).toString('base64url')

const byCodePoint = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)) // UTF-8 keeps the order of code points
const canonical = value => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object')
    return `{${Object.keys(value).sort(byCodePoint).map(key => `${canonical(key)}:${canonical(value[key])}`).join(',')}}`
  if (typeof value === 'number') assert(Number.isSafeInteger(value), 'no fractions')
  if (typeof value === 'string') assert(value.isWellFormed(), 'no half characters')
  return JSON.stringify(value)
}

const key = path => sha256(path).readBigUInt64BE()

const FORM = /<!--tamizdat 1 (\S+) (0|[1-9]\d{0,14}) (0|[1-9]\d{0,14}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) ([\w-]+) ([\w-]{43}) ([\w-]+)-->\n$/
const statement = page => {
  const bytes = Buffer.from(page)
  const found = FORM.exec(bytes.subarray(-1024).toString())
  if (!found) return null
  const [line, path, version, edition, date, , hash] = found
  if (digest(bytes.subarray(0, bytes.length - Buffer.byteLength(line))) !== hash) return null
  return { path, version: +version, edition: +edition, date, hash }
}

const prove = (path, root, nodes) => {
  for (let name = root, depth = 0; ; depth++) {
    const node = Buffer.from(nodes[name], 'base64url')
    assert.equal(sha256(node).subarray(0, 20).toString('base64url'), name, 'the node was changed')
    if (node[0] === 0) {
      for (let at = 1; at < node.length; at += 40) {
        if (node.readBigUInt64BE(at) === key(path)) return node.subarray(at + 8, at + 40).toString('base64url')
      }
      return null
    }
    assert(node[0] === 1 && node.length === 1281 && depth < 10, 'no node')
    const child = Number((key(path) >> BigInt(58 - 6 * depth)) & 63n)
    const next = node.subarray(1 + 20 * child, 21 + 20 * child)
    if (next.every(byte => byte === 0)) return null
    name = next.toString('base64url')
  }
}

const FIELDS = 'edition expires floor gates key mirrors objects pages queue roots schema signature time'
const head = text => {
  try {
    const plain = JSON.parse(text)
    const good = Buffer.byteLength(text) <= 1024 && canonical(plain) === text && plain.schema === 1
    return good && Object.keys(plain).sort().join(' ') === FIELDS ? plain.edition : null
  } catch {
    return null
  }
}

const vectors = JSON.parse(readFileSync(process.argv[2], 'utf8'))
let passed = 0
const same = (actual, expected) => { assert.deepEqual(actual, expected); passed++ }
for (const { json, canonical: text, digest: name } of vectors.canonical) same([canonical(JSON.parse(json)), digest(text)], [text, name])
for (const { path, key: hex } of vectors.paths) same(key(path).toString(16).padStart(16, '0'), hex)
for (const { page, ...stated } of vectors.statements) same(statement(page) ?? { hash: null }, stated)
for (const { root, nodes, proofs } of vectors.tree) for (const { path, value } of proofs) same(prove(path, root, nodes), value)
for (const { head: text, edition } of vectors.head) same(head(text), edition)
console.log(passed)
