// <div class="wh-map" data-map data-geojson="/url" data-tiles="…" data-attribution="…" data-note="…">: Leaflet over local GeoJSON.
// Tiles only where the operator set them. A feature may carry: name, url, kind (ok|doing|risk|late|todo), label.
(() => {
  "use strict";
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colourOf = (kind) => style(`--wh-${kind || "accent"}`) || style("--wh-accent");

  const popup = (props) => {
    const box = document.createElement("div");
    const name = document.createElement(props.url ? "a" : "b");
    if (props.url) name.href = props.url;
    name.textContent = props.name || "";
    box.append(name);
    if (props.label) {
      const label = document.createElement("div");
      label.textContent = props.label;
      box.append(label);
    }
    return box;
  };

  const draw = (box, map, data) => {
    const layer = L.geoJSON(data, {
      style: (feature) =>
        feature.geometry.type === "Point" ? {} : { color: colourOf(feature.properties.kind), weight: 1.25, fillOpacity: 0.14 },
      pointToLayer: (feature, at) =>
        L.circleMarker(at, { radius: 7, color: "#fff", weight: 2, fillColor: colourOf(feature.properties.kind), fillOpacity: 1 }),
      onEachFeature: (feature, one) => {
        one.bindPopup(() => popup(feature.properties));
        if (feature.properties.name) one.bindTooltip(feature.properties.name, { sticky: true });
        if (one.setStyle && feature.geometry.type !== "Point") {
          one.on("mouseover", () => one.setStyle({ fillOpacity: 0.32, weight: 2 }));
          one.on("mouseout", () => layer.resetStyle(one));
        }
      },
    }).addTo(map);
    if (layer.getLayers().length) map.fitBounds(layer.getBounds(), { padding: [16, 16], maxZoom: 15 });
    else box.querySelector("[data-map-empty]")?.removeAttribute("hidden");
  };

  const start = async (box) => {
    if (box.dataset.started) return;
    box.dataset.started = "1";
    const map = L.map(box, { zoomControl: false, attributionControl: Boolean(box.dataset.attribution), scrollWheelZoom: true });
    map.setView([31.2, 108.4], 9);
    L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
    if (box.dataset.attribution) map.attributionControl.setPrefix("");
    if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: box.dataset.attribution, maxZoom: 18 }).addTo(map);
    box.whMap = map;
    try {
      const inline = box.dataset.source && document.getElementById(box.dataset.source);
      const answer = inline ? null : await fetch(box.dataset.geojson, { headers: { Accept: "application/geo+json" } });
      if (answer && !answer.ok) throw new Error(String(answer.status));
      draw(box, map, inline ? JSON.parse(inline.textContent) : await answer.json());
      box.dataset.ready = "1";
    } catch (problem) {
      const note = document.createElement("p");
      note.className = "wh-map-note";
      note.textContent = "地图数据没有取到，请刷新页面；仍不行请联系系统管理员。";
      box.append(note);
      box.dataset.ready = "failed";
    }
  };
  const startAll = () => document.querySelectorAll("[data-map]").forEach(start);
  document.addEventListener("htmx:after:swap", startAll);
  startAll();
})();
