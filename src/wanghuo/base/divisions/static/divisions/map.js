// The district on Leaflet over the server's GeoJSON. The server-drawn SVG stays where this script does not run.
(() => {
  "use strict";
  const box = document.querySelector("[data-district-map]");
  if (!box || !window.L) return;
  const panel = document.getElementById("dv-panel");
  const still = document.querySelector(".dv-stage-svg");
  const cells = new Map();
  let chosen = null;

  const choose = async (code, scroll) => {
    chosen?.getElement()?.classList.remove("dv-chosen");
    chosen = cells.get(code) || null;
    chosen?.getElement()?.classList.add("dv-chosen");
    chosen?.bringToFront();
    panel.setAttribute("aria-busy", "true");
    const answer = await fetch(`/divisions/${code}/panel/`, { headers: { "X-Partial": "1" } });
    panel.innerHTML = answer.ok ? await answer.text() : "<p>没有取到这个区划的资料，请刷新页面。</p>";
    panel.removeAttribute("aria-busy");
    if (scroll && matchMedia("(max-width: 991.98px)").matches) panel.scrollIntoView({ behavior: "smooth", block: "start" });
  };

  const looks = (feature) => {
    const p = feature.properties;
    const classes = { neighbour: "dv-neighbour", district: "dv-district" };
    return { className: classes[p.role] || `dv-cell ${p.klass === null ? "dv-unknown" : `dv-pop-${p.klass}`}`, weight: 1 };
  };

  // Names that would cover another are left out until there is room; the more people, the earlier the place.
  const thin = () => {
    const taken = [];
    const labels = [...box.querySelectorAll(".dv-tip")].sort((a, b) => b.dataset.people - a.dataset.people);
    for (const one of labels) {
      const r = one.getBoundingClientRect();
      const crowded = taken.some((t) => r.left < t.right && r.right > t.left && r.top < t.bottom - 2 && r.bottom - 2 > t.top);
      one.classList.toggle("dv-tip-crowded", crowded);
      if (!crowded) taken.push(r);
    }
  };
  const label = (layer, p) =>
    layer.bindTooltip(p.name, { permanent: true, direction: "top", offset: [0, -2], className: "dv-tip" });

  const draw = (map, data) => {
    const of = (role) => ({ type: "FeatureCollection", features: data.features.filter((f) => f.properties.role === role) });
    L.geoJSON(of("neighbour"), { style: looks, interactive: false }).addTo(map);
    L.geoJSON(of("cell"), {
      style: looks,
      onEachFeature: (feature, layer) => {
        const p = feature.properties;
        cells.set(p.code, layer);
        layer.bindTooltip(`${p.name}：${p.population}`, { sticky: true });
        layer.on("click", () => choose(p.code, true));
      },
    }).addTo(map);
    const edge = L.geoJSON(of("district"), { style: looks, interactive: false }).addTo(map);
    L.geoJSON(of("seat"), {
      pointToLayer: (feature, at) => {
        const p = feature.properties;
        const dot = L.circleMarker(at, { radius: 4, className: p.klass === null ? "dv-seat dv-unknown" : "dv-seat" });
        dot.on("click", () => choose(p.code, true));
        return label(dot, p);
      },
    })
      .addTo(map)
      .eachLayer((dot) => (dot.getTooltip().getElement().dataset.people = dot.feature.properties.people ?? 0));
    const whole = edge.getLayers().length ? edge : L.featureGroup([...cells.values()]);
    if (whole.getLayers().length) map.fitBounds(whole.getBounds(), { padding: [8, 8] });
  };

  const start = async () => {
    box.hidden = false;
    const map = L.map(box, { zoomControl: false, attributionControl: Boolean(box.dataset.attribution), zoomSnap: 0.25 });
    box.whMap = map;
    map.setView([31.2, 108.4], 9);
    L.control.zoom({ zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
    if (box.dataset.attribution) map.attributionControl.setPrefix("");
    if (box.dataset.tiles) L.tileLayer(box.dataset.tiles, { attribution: box.dataset.attribution, maxZoom: 18 }).addTo(map);
    try {
      const answer = await fetch(box.dataset.geojson);
      if (!answer.ok) throw new Error(String(answer.status));
      draw(map, await answer.json());
      still.hidden = true;
      map.on("zoomend viewreset resize", () => requestAnimationFrame(thin));
      requestAnimationFrame(thin);
      box.dataset.ready = "1";
    } catch {
      map.remove();
      box.hidden = true;
      box.dataset.ready = "failed";
    }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-division]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    choose(link.dataset.division, true);
  });
  const form = document.querySelector("[data-division-search]");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = new FormData(form).get("q");
    const answer = await fetch(`${form.action}?q=${encodeURIComponent(text)}`, { headers: { "X-Partial": "1" } });
    document.getElementById("dv-hits").innerHTML = answer.ok ? await answer.text() : "<p>没有查到，请稍后再试。</p>";
  });
  start();
})();
