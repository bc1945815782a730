export { forecastRun, judgeFit, type ForecastInstance, type ForecastWave, type RunForecast } from './forecast-run.ts';
