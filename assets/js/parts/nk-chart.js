// <nk-chart type="bars|trend" data="id"> draws the JSON of the script with that id.
// The table beside it says the same; when drawing fails it opens by itself.

let library;

window.addEventListener("beforeprint", () => {
  document.querySelectorAll(".nk-chart-twin").forEach((twin) => (twin.open = true));
});

class NkChart extends HTMLElement {
  async connectedCallback() {
    this.redraw = () => this.chart && this.draw();
    try {
      const data = document.getElementById(this.getAttribute("data"));
      this.figures = JSON.parse(data.textContent);
      library ??= import(document.documentElement.dataset.charts);
      this.paint = (await library).paint;
      this.draw();
    } catch (problem) {
      this.toggleAttribute("data-failed", true);
      this.closest("figure")?.querySelector("details")?.setAttribute("open", "");
      throw problem;
    }
    this.watch = new ResizeObserver(() => this.chart?.resize());
    this.watch.observe(this);
    document.addEventListener("niukou:theme", this.redraw);
  }

  disconnectedCallback() {
    this.watch?.disconnect();
    document.removeEventListener("niukou:theme", this.redraw);
    this.chart?.dispose();
  }

  draw() {
    this.chart?.dispose();
    this.chart = this.paint(this, this.getAttribute("type"), this.figures);
  }
}

customElements.define("nk-chart", NkChart);
