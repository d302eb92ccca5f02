// What is drawn over a scan on the bench: frames of alarms, marks, the line that both views share, a measured length.
export const REACH = 110; // pixels from the middle of the loupe to its rim

export const overlay = (view, state) => {
  const pen = view.top.getContext("2d");
  pen.clearRect(0, 0, view.top.width, view.top.height);
  pen.lineWidth = 2;
  pen.font = "14px sans-serif";
  if (state.frames) view.frames.forEach((each) => framed(view, pen, each));
  for (const corners of view.marks ?? []) outlined(view, pen, corners, "#7a1fa2", true);
  if (view.points.length) outlined(view, pen, view.points, "#0b5fd7", false);
  if (state.loupe) {
    pen.strokeStyle = "#1a3380";
    pen.beginPath();
    pen.arc(...view.pointer, REACH - 1, 0, 2 * Math.PI);
    pen.stroke();
  }
  if (state.cross && state.cross.view !== view) {
    const [x] = view.here([state.cross.column, 0]);
    pen.strokeStyle = "rgba(11, 95, 215, 0.6)";
    pen.beginPath();
    pen.moveTo(x, 0);
    pen.lineTo(x, view.top.height);
    pen.stroke();
  }
};

const framed = (view, pen, alarm) => {
  const [column, row, wide, high] = alarm.box;
  const [x, y] = view.here([column, row]);
  const [right, bottom] = view.here([column + wide, row + high]);
  pen.strokeStyle = alarm.score >= 0.8 ? "#be1414" : "#5a5a5a";
  pen.setLineDash(alarm.score >= 0.8 ? [] : [6, 4]);
  pen.strokeRect(x, y, right - x, bottom - y);
  pen.setLineDash([]);
  pen.fillStyle = "rgba(255, 255, 255, 0.85)";
  const what = alarm.says?.[document.documentElement.lang] ?? alarm.what;
  const says = `${alarm.number} ${what} ${alarm.score.toFixed(2)}`;
  pen.fillRect(x, Math.max(0, y - 18), pen.measureText(says).width + 8, 18);
  pen.fillStyle = "#111111";
  pen.fillText(says, x + 4, Math.max(14, y - 4));
};

const outlined = (view, pen, corners, colour, closed) => {
  const points = closed && corners.length === 2
    ? [corners[0], [corners[1][0], corners[0][1]], corners[1], [corners[0][0], corners[1][1]]] : corners;
  pen.strokeStyle = pen.fillStyle = colour;
  pen.beginPath();
  points.map((each) => view.here(each)).forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  if (closed) pen.closePath();
  pen.stroke();
  for (const [x, y] of points.map((each) => view.here(each))) pen.fillRect(x - 3, y - 3, 6, 6);
};
