export {
  forecastRun,
  judgeFit,
  type ForecastInstance,
  type ForecastWave,
  type PlayedRun,
  type Room,
  type RunForecast,
} from './forecast-run.ts';
