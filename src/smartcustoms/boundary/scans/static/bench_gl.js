// What the graphics card does for the bench, in two passes: which attenuation and atomic number lie under each pixel of the canvas, and how
// that is to look, by two small tables made here for each look, window and gamma. A look repeats the second pass alone, and the loupe the
// first one around itself alone, so that both are quick without a graphics card too.
// The same convention and numbers as imaging/colour.py: organic below 10 orange, 10 to 18 green, above blue.
const CORNERS = `#version 300 es
void main() { vec2 at = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2); gl_Position = vec4(at * 2.0 - 1.0, 0, 1); }`;
const HEAD = `#version 300 es
precision highp float; precision highp int; precision highp usampler2D;
uniform vec2 size, step; uniform vec3 loupe;
`;
// Attenuation is kept as (a + 1) * 4096, atomic number as z * 1024, where the scan ends as the largest number.
const FINE = 4096, MOST = 65535, TONES = 4096;

const UNDER = `${HEAD}
uniform usampler2D scans; uniform sampler2D numbers; uniform vec2 scan, mid; uniform vec4 span;
out uvec2 kept;
vec2 pixel(ivec2 at) { return vec2(texelFetch(scans, clamp(at, ivec2(0), ivec2(scan) - 1), 0).rg) / ${FINE}.0 - 1.0; }
vec2 smoothed(vec2 at) {
  vec2 whole = floor(at - 0.5), part = at - 0.5 - whole; ivec2 i = ivec2(whole);
  return mix(mix(pixel(i), pixel(i + ivec2(1, 0)), part.x), mix(pixel(i + ivec2(0, 1)), pixel(i + ivec2(1, 1)), part.x), part.y);
}
vec2 seen(vec2 at, vec2 reach) {
  if (max(reach.x, reach.y) <= 1.0) return smoothed(at);
  vec2 sum = vec2(0);
  for (int j = 0; j < 2; j++) for (int i = 0; i < 2; i++) sum += pixel(ivec2(at + (vec2(i, j) - 0.5) * reach * 0.5));
  return sum / 4.0;
}
float matter(vec2 low_high) {
  if (low_high.y < 0.01) return 0.0;
  float ratio = low_high.x / max(low_high.y, 0.005), steps = float(textureSize(numbers, 0).x);
  vec2 place = vec2((ratio - span.z) / span.w, (low_high.y - span.x) / span.y);
  return texelFetch(numbers, ivec2(clamp(floor(place + 0.5), 0.0, steps - 1.0)), 0).r * 255.0 / 8.0;
}
void main() {
  vec2 here = vec2(gl_FragCoord.x, size.y - gl_FragCoord.y), reach = step, at = mid + (here - size / 2.0) * step;
  if (distance(here, loupe.xy) < loupe.z) { at = mid + (loupe.xy - size / 2.0) * step + (here - loupe.xy) * step / 4.0; reach = step / 4.0; }
  if (at.x < 0.0 || at.y < 0.0 || at.x >= scan.x || at.y >= scan.y) { kept = uvec2(0u, ${MOST}u); return; }
  vec2 both = seen(at, reach);
  kept = uvec2(clamp((both.y + 1.0) * ${FINE}.0 + 0.5, 0.0, ${MOST}.0), clamp(matter(both) * 1024.0 + 0.5, 0.0, ${MOST - 1}.0));
}`;

const SHOWN = `${HEAD}
uniform usampler2D under; uniform sampler2D hues, tones; uniform vec2 range;
out vec4 shown;
void main() {
  uvec2 kept = texelFetch(under, ivec2(gl_FragCoord.xy), 0).rg;
  if (kept.g == ${MOST}u) { shown = vec4(0.93, 0.93, 0.93, 1); return; }
  vec4 tone = texelFetch(tones, ivec2(clamp((float(kept.r) - range.x) * range.y, 0.0, ${TONES - 1}.0), 0), 0);
  vec4 hue = texelFetch(hues, ivec2(kept.g >> 5u, 0), 0);
  shown = vec4(mix(tone.bbb, tone.rrr + (1.0 - tone.r) * hue.rgb * tone.g, hue.a), 1);
}`;
const EDGE = `${HEAD}
uniform usampler2D under;
out vec4 shown;
float dense(ivec2 at) { return float(texelFetch(under, clamp(at, ivec2(0), ivec2(size) - 1), 0).r) / ${FINE}.0 - 1.0; }
void main() {
  ivec2 i = ivec2(gl_FragCoord.xy);
  if (texelFetch(under, i, 0).g == ${MOST}u) { shown = vec4(0.93, 0.93, 0.93, 1); return; }
  bool near = distance(vec2(gl_FragCoord.x, size.y - gl_FragCoord.y), loupe.xy) < loupe.z;
  ivec2 d = ivec2(max(vec2(1.0), floor(1.0 / (near ? step / 4.0 : step) + 0.5)));
  vec2 slope = vec2(dense(i + ivec2(d.x, 0)) - dense(i - ivec2(d.x, 0)), dense(i + ivec2(0, d.y)) - dense(i - ivec2(0, d.y)));
  shown = vec4(vec3(1.0 - clamp(2.5 * length(slope), 0.0, 1.0)), 1);
}`;
const HUES = [[5, 255, 150, 60], [7, 250, 140, 40], [9, 235, 150, 40], [10.5, 170, 180, 50], [12, 90, 180, 70], [15, 50, 165, 90], [18, 40, 130, 180],
  [21, 40, 80, 205], [30, 30, 50, 180]];

const program = (gl, drawn) => {
  const made = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, CORNERS], [gl.FRAGMENT_SHADER, drawn]]) {
    const part = gl.createShader(kind);
    gl.shaderSource(part, text);
    gl.compileShader(part);
    if (!gl.getShaderParameter(part, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(part));
    gl.attachShader(made, part);
  }
  gl.linkProgram(made);
  const places = new Map();
  const ask = (name) => {
    if (!places.has(name)) places.set(name, gl.getUniformLocation(made, name));
    return places.get(name);
  };
  return { made, ask };
};

const texture = (gl, place, kept, layout, type, wide, high, values) => {
  const made = gl.createTexture();
  gl.activeTexture(gl.TEXTURE0 + place);
  gl.bindTexture(gl.TEXTURE_2D, made);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  gl.texImage2D(gl.TEXTURE_2D, 0, kept, wide, high, 0, layout, type, values);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
  return made;
};

const clipped = (value) => Math.min(1, Math.max(0, value));

// Colours by atomic number, 32 a unit, and whether matter of this number is shown; grey looks have no colour and show all.
const hues = ({ look, number: [from, to] }) => {
  const made = new Uint8Array(2048 * 4);
  const shown = { colour: (z) => z === 0 || (z >= from && (z <= to || to >= 30)), organic: (z) => z > 0 && z < 10, inorganic: (z) => z >= 10 }[look];
  for (let place = 0; place < 2048; place++) {
    const z = place / 32;
    made[4 * place + 3] = !shown || shown(z) ? 255 : 0;
    if (!shown) continue;
    const above = HUES.findIndex((each) => each[0] >= z);
    const next = above < 0 ? HUES.length - 1 : Math.max(1, above);
    const [one, two] = [HUES[next - 1], HUES[next]];
    const share = clipped((z - one[0]) / (two[0] - one[0]));
    for (let k = 0; k < 3; k++) made[4 * place + k] = Math.round(one[k + 1] + (two[k + 1] - one[k + 1]) * share);
  }
  return made;
};

// By attenuation, from a first to a last: how clear, how dark the colour behind, how bright where this matter is not shown.
const tones = ({ look, window: [floor, ceiling, gamma] }) => {
  const made = new Uint8Array(TONES * 4);
  const isGrey = !["colour", "organic", "inorganic"].includes(look);
  const first = look === "deep" && !(floor > 0) ? 1.5 : floor;
  const last = isGrey ? Math.max(first + 1e-3, ceiling > 0 ? ceiling : look === "deep" ? 7.5 : 4) : first + 12;
  const grey = (share) => clipped(1 - share) ** gamma;
  for (let place = 0; place < TONES; place++) {
    const share = place / (TONES - 1), a = share * (last - first);
    const clear = isGrey ? (look === "inverse" ? 1 - grey(share) : grey(share)) : Math.exp(-1.5 * a * gamma);
    made[4 * place] = Math.round(255 * clear);
    made[4 * place + 1] = Math.round(255 * Math.exp(-0.33 * Math.max(a - 0.7, 0) * gamma));
    made[4 * place + 2] = Math.round(255 * (grey(a / Math.max(9 - floor, 1e-3)) / 3 + 0.66));
  }
  return { made, range: [(first + 1) * FINE, (TONES - 1) / ((last - first) * FINE)] };
};

// Both attenuations of each pixel, by a table over all counts of 16 bits.
const attenuations = ({ high, low, air }) => {
  const table = new Uint16Array(MOST + 1);
  for (let count = 0; count <= MOST; count++) table[count] = Math.min(MOST, Math.max(0, Math.round((1 - Math.log(Math.max(1, count) / air)) * FINE)));
  const made = new Uint16Array(2 * high.length), other = low ?? high;
  for (let i = 0; i < high.length; i++) {
    made[2 * i] = table[other[i]];
    made[2 * i + 1] = table[high[i]];
  }
  return made;
};

// What draws a scan on a canvas.
export class Drawing {
  constructor(gl, scan) {
    Object.assign(this, { gl, scan, programs: { under: program(gl, UNDER), shown: program(gl, SHOWN) }, lay: "", toned: "", loupe: [0, 0, 0] });
    texture(gl, 0, gl.RG16UI, gl.RG_INTEGER, gl.UNSIGNED_SHORT, scan.columns, scan.rows, attenuations(scan));
    texture(gl, 1, gl.R8, gl.RED, gl.UNSIGNED_BYTE, scan.steps, scan.steps, scan.table);
    this.frame = gl.createFramebuffer();
  }

  draw(asked) {
    const { gl, programs } = this, { width, height, look } = asked;
    gl.viewport(0, 0, width, height);
    this.laid(asked);
    if (look === "edge") {
      programs.edge ??= program(gl, EDGE);
      this.given(programs.edge, asked, { under: 3 });
    } else {
      this.tone(asked);
      this.given(programs.shown, asked, { under: 3, hues: 2, tones: 4 });
      gl.uniform2f(programs.shown.ask("range"), ...this.range);
    }
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  // What lies under each pixel of the canvas is looked up anew only where the canvas, the place or the loupe is another than before.
  laid(asked) {
    const { gl, scan, programs: { under } } = this, { width, height, mid, step, loupe } = asked;
    const lay = [width, height, ...mid, ...step].join(), same = lay === this.lay;
    if (same && (loupe.join() === this.loupe.join() || !(loupe[2] || this.loupe[2]))) return;
    if (this.wide !== width || this.high !== height) this.sized(width, height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.frame);
    this.given(under, asked, { scans: 0, numbers: 1 });
    gl.uniform2f(under.ask("scan"), scan.columns, scan.rows);
    gl.uniform2f(under.ask("mid"), ...mid);
    gl.uniform4f(under.ask("span"), ...scan.span);
    if (same) gl.enable(gl.SCISSOR_TEST);
    for (const [x, y, reach] of same ? [this.loupe, loupe] : [loupe]) {
      if (same) gl.scissor(Math.floor(x - reach), Math.floor(height - y - reach), 2 * reach + 2, 2 * reach + 2);
      if (!same || reach) gl.drawArrays(gl.TRIANGLES, 0, 3);
    }
    gl.disable(gl.SCISSOR_TEST);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    Object.assign(this, { lay, loupe });
  }

  tone(asked) {
    const { gl } = this, toned = [asked.look, ...asked.window, ...asked.number].join();
    if (toned === this.toned) return;
    const { made, range } = tones(asked);
    for (const each of this.tables ?? []) gl.deleteTexture(each);
    const tables = [[2, 2048, hues(asked)], [4, TONES, made]].map(([place, many, values]) => texture(gl, place, gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE, many, 1, values));
    Object.assign(this, { toned, range, tables });
  }

  given({ made, ask }, { width, height, step, loupe }, textures) {
    const { gl } = this;
    gl.useProgram(made);
    gl.uniform2f(ask("size"), width, height);
    gl.uniform2f(ask("step"), ...step);
    gl.uniform3f(ask("loupe"), ...loupe);
    for (const [name, place] of Object.entries(textures)) gl.uniform1i(ask(name), place);
  }

  sized(width, height) {
    const { gl } = this;
    gl.deleteTexture(this.kept);
    this.kept = texture(gl, 3, gl.RG16UI, gl.RG_INTEGER, gl.UNSIGNED_SHORT, width, height, null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.kept, 0);
    Object.assign(this, { wide: width, high: height });
  }
}

// The file of channels: boundary/scans/channels.py says what is in it.
export const unpacked = (content) => {
  const [columns, rows, energies, steps] = new Uint32Array(content, 0, 4);
  const [air, rowMm, columnMm, first, each, ratio, eachRatio] = new Float32Array(content, 16, 7);
  const many = columns * rows;
  const high = new Uint16Array(content, 44, many);
  const low = energies === 2 ? new Uint16Array(content, 44 + 2 * many, many) : null;
  const table = new Uint8Array(content, 44 + 2 * many * energies, steps * steps);
  const near = (value, most) => Math.min(most - 1, Math.max(0, Math.round(value)));
  const number = (l, h) => (h < 0.01 ? 0 : table[near((h - first) / each, steps) * steps + near((l / Math.max(h, 0.005) - ratio) / eachRatio, steps)] / 8);
  return { columns, rows, air, rowMm, columnMm, high, low, table, steps, span: [first, each, ratio, eachRatio], number };
};
