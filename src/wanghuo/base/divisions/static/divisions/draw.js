// Drawing one polygon: each click adds a corner, a drag moves it; the GeoJSON goes into the form's text field.
(() => {
  "use strict";
  const box = document.querySelector("[data-draw]");
  const field = document.querySelector("[data-draw-into]");
  if (!box || !field || !window.L) return;
  box.closest("[data-draw-frame]").hidden = false;
  const map = L.map(box, { zoomControl: false, attributionControl: Boolean(box.dataset.attribution), doubleClickZoom: false });
  box.whMap = map;
  L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
  map.setView([31.2, 108.4], 11);
  if (box.dataset.attribution) map.attributionControl.setPrefix("");
  if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: box.dataset.attribution, maxZoom: 18 }).addTo(map);
  const background = JSON.parse(document.getElementById("dv-background").textContent);
  const around = L.geoJSON(background, { style: () => ({ className: "dv-around" }), interactive: false }).addTo(map);
  if (around.getLayers().length) map.fitBounds(around.getLayers()[0].getBounds(), { padding: [12, 12] });

  let corners = [];
  const shape = L.polygon([], { className: "dv-drawn", interactive: false }).addTo(map);
  const dots = L.layerGroup().addTo(map);
  const round = (value) => Math.round(value * 1e6) / 1e6;
  const show = (write) => {
    shape.setLatLngs(corners);
    dots.clearLayers();
    corners.forEach((at) => L.circleMarker(at, { radius: 6, className: "dv-vertex", interactive: false }).addTo(dots));
    if (!write) return;
    const ring = corners.map((c) => [round(c.lng), round(c.lat)]);
    field.value = corners.length < 3 ? "" : JSON.stringify({ type: "Polygon", coordinates: [[...ring, ring[0]]] });
  };
  map.on("click", (event) => {
    corners.push(event.latlng);
    show(true);
  });
  document.querySelector("[data-draw-undo]").addEventListener("click", () => {
    corners.pop();
    show(true);
  });
  document.querySelector("[data-draw-clear]").addEventListener("click", () => {
    corners = [];
    show(true);
  });
  const read = () => {
    try {
      const layer = L.geoJSON(JSON.parse(field.value)).getLayers()[0];
      const rings = layer.getLatLngs();
      corners = Array.isArray(rings[0][0]) ? rings[0][0] : rings[0];
      show(false);
      map.fitBounds(layer.getBounds(), { padding: [24, 24] });
    } catch {
      corners = [];
      show(false);
    }
  };
  field.addEventListener("change", read);
  if (field.value.trim()) read();
  box.dataset.ready = "1";
})();
