// What the graphics card does for the bench, in two passes: which attenuation and atomic number lie under each pixel of the canvas, and how
// that is to look. A look, window or gamma repeats the second pass alone, so that it is quick without a graphics card too.
// The same convention and numbers as imaging/colour.py: organic below 10 orange, 10 to 18 green, above blue.
const CORNERS = `#version 300 es
void main() { vec2 at = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2); gl_Position = vec4(at * 2.0 - 1.0, 0, 1); }`;
const HEAD = `#version 300 es
precision highp float; precision highp int; precision highp usampler2D;
uniform vec2 size, step; uniform vec3 loupe;
`;
// Attenuation is kept as (a + 1) * 4096, atomic number as z * 1024, where the scan ends as the largest number.
const FINE = 4096, MOST = 65535;

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

const LOOK = `${HEAD}
uniform usampler2D under; uniform sampler2D hues; uniform vec2 number; uniform vec3 window; uniform int look;
out vec4 shown;
float dense(ivec2 at) { return float(texelFetch(under, clamp(at, ivec2(0), ivec2(size) - 1), 0).r) / ${FINE}.0 - 1.0; }
float grey(float a, float first, float last) { return pow(1.0 - clamp((a - first) / max(last - first, 1e-3), 0.0, 1.0), window.z); }
vec3 coloured(float z, float a) {
  float clear = exp(-1.5 * a * window.z), dark = exp(-0.33 * max(a - 0.7, 0.0) * window.z);
  return clear + (1.0 - clear) * texelFetch(hues, ivec2(int(z * 32.0), 0), 0).rgb * dark;
}
void main() {
  ivec2 i = ivec2(gl_FragCoord.xy); uvec2 kept = texelFetch(under, i, 0).rg;
  if (kept.g == ${MOST}u) { shown = vec4(0.93, 0.93, 0.93, 1); return; }
  float a = float(kept.r) / ${FINE}.0 - 1.0, z = float(kept.g) / 1024.0, ceiling = window.y > 0.0 ? window.y : 4.0;
  float off = distance(vec2(gl_FragCoord.x, size.y - gl_FragCoord.y), loupe.xy); vec3 made;
  if (look == 3) {
    ivec2 d = ivec2(max(vec2(1.0), floor(1.0 / (off < loupe.z ? step / 4.0 : step) + 0.5)));
    vec2 slope = vec2(dense(i + ivec2(d.x, 0)) - dense(i - ivec2(d.x, 0)), dense(i + ivec2(0, d.y)) - dense(i - ivec2(0, d.y)));
    made = vec3(1.0 - clamp(2.5 * length(slope), 0.0, 1.0));
  } else if (look == 2) made = vec3(1.0 - grey(a, window.x, ceiling));
  else if (look == 4) made = vec3(grey(a, window.x > 0.0 ? window.x : 1.5, window.y > 0.0 ? window.y : 7.5));
  else if (look == 1) made = vec3(grey(a, window.x, ceiling));
  else {
    bool wished = z >= number.x && (z <= number.y || number.y >= 30.0) && (look == 0 || (look == 5) == (z > 0.0 && z < 10.0));
    made = wished || (look == 0 && z == 0.0) ? coloured(z, max(a - window.x, 0.0)) : vec3(grey(a, window.x, 9.0) / 3.0 + 0.66);
  }
  if (off > loupe.z - 2.0 && off < loupe.z) made = vec3(0.1, 0.2, 0.5);
  shown = vec4(made, 1);
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

// Colours by atomic number, 32 a unit.
const hues = () => {
  const made = new Uint8Array(1024 * 3);
  for (let place = 0; place < 1024; place++) {
    const z = place / 32;
    const above = HUES.findIndex((each) => each[0] >= z);
    const next = above < 0 ? HUES.length - 1 : Math.max(1, above);
    const [one, two] = [HUES[next - 1], HUES[next]];
    const share = Math.min(1, Math.max(0, (z - one[0]) / (two[0] - one[0])));
    for (let k = 0; k < 3; k++) made[3 * place + k] = Math.round(one[k + 1] + (two[k + 1] - one[k + 1]) * share);
  }
  return made;
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
    Object.assign(this, { gl, scan, under: program(gl, UNDER), look: program(gl, LOOK), lay: "" });
    texture(gl, 0, gl.RG16UI, gl.RG_INTEGER, gl.UNSIGNED_SHORT, scan.columns, scan.rows, attenuations(scan));
    texture(gl, 1, gl.R8, gl.RED, gl.UNSIGNED_BYTE, scan.steps, scan.steps, scan.table);
    texture(gl, 2, gl.RGB8, gl.RGB, gl.UNSIGNED_BYTE, 1024, 1, hues());
    this.frame = gl.createFramebuffer();
  }

  // What lies under each pixel of the canvas is looked up anew only where the canvas, the place or the loupe is another than before.
  draw({ width, height, mid, step, loupe, look, window, number }) {
    const { gl, scan, under } = this;
    const lay = [width, height, ...mid, ...step, ...(loupe[2] ? loupe : [])].join();
    gl.viewport(0, 0, width, height);
    if (lay !== this.lay) {
      if (this.wide !== width || this.high !== height) this.sized(width, height);
      this.lay = lay;
      gl.bindFramebuffer(gl.FRAMEBUFFER, this.frame);
      this.given(under, { width, height, step, loupe, scans: 0, numbers: 1 });
      gl.uniform2f(under.ask("scan"), scan.columns, scan.rows);
      gl.uniform2f(under.ask("mid"), ...mid);
      gl.uniform4f(under.ask("span"), ...scan.span);
      gl.drawArrays(gl.TRIANGLES, 0, 3);
      gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    }
    this.given(this.look, { width, height, step, loupe, under: 3, hues: 2 });
    gl.uniform1i(this.look.ask("look"), look);
    gl.uniform3f(this.look.ask("window"), ...window);
    gl.uniform2f(this.look.ask("number"), ...number);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  given({ made, ask }, { width, height, step, loupe, ...textures }) {
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
