export { forecastRun, type RunForecast } from './forecast-run.ts';
export { judgeFit } from './judge-fit.ts';
export type { ForecastInstance, ForecastWave, Past, Room, Sleeper } from './play-run.ts';
