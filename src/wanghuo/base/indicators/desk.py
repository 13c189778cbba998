from wanghuo.base.shell.registry import nav

nav("区划与单位", "指标目录", "/indicators/", action="indicators.view", order=68, icon="chart-bar")
